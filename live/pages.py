"""What a page needs to receive live updates."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from live.tokens import ANYONE, make_token


def live_context(request: HttpRequest, *topics: str) -> dict[str, Any]:
    """Context for base.html, which then loads live.js: elements with data-live="topic" stay up to date.

    Only name topics that the reader of this page may receive; the signed-in reader's own topic
    (`person_topic`) is always included.
    """
    if request.user.is_authenticated:
        topics = (person_topic(request.user.pk), *topics)
    return {"live_token": make_token(topics, reader_of(request)), "live_url": settings.LIVE_URL}


def person_topic(user_id: int) -> str:
    """The topic of one person: their orders, their rides, their inbox."""
    return f"person.{user_id}"


def reader_of(request: HttpRequest) -> str:
    """The reader, as tokens name them."""
    return str(request.user.pk) if request.user.is_authenticated else ANYONE
