"""What a page needs in order to listen."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from live.tokens import ANYBODY, make_token


def live_context(request: HttpRequest, *topics: str) -> dict[str, Any]:
    """Context for base.html, which then loads live.js: elements with data-live="topic" stay true.

    Name only topics that the reader of this very page may hear of; what concerns the signed-in reader
    (`person_topic`) is always among them.
    """
    if request.user.is_authenticated:
        topics = (person_topic(request.user.pk), *topics)
    return {"live_token": make_token(topics, reader_of(request)), "live_url": settings.LIVE_URL}


def person_topic(user_id: int) -> str:
    """What concerns one person, whatever it is: their orders, their rides, their inbox."""
    return f"person.{user_id}"


def reader_of(request: HttpRequest) -> str:
    """Who listens, as tokens name them."""
    return str(request.user.pk) if request.user.is_authenticated else ANYBODY
