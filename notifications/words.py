"""The words of a notification in the language of a recipient, which are stored with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from core.notifications import NotificationKind
from core.redirects import is_local_path


@dataclass(frozen=True, slots=True)
class Words:
    """`about` is shown in the inbox, `subject` is that of the mail; each is one line."""

    title: str
    text: str
    about: str
    subject: str
    link: str


def words_of(kind: NotificationKind, event: Any, language: str) -> Words:
    """Raises ValueError for a link out of the site, KeyError for an unknown placeholder."""
    with override(language):
        return render(kind, kind.link(event), kind.facts(event))


def render(kind: NotificationKind, link: str, facts: Mapping[str, object]) -> Words:
    """In the active language."""
    if not is_local_path(link):
        raise ValueError(f"The link of {kind.code} leaves the site: {link}")
    title = _line(str(kind.title) % facts, 200)
    return Words(
        title=title,
        text=str(kind.text) % facts,
        about=_line(str(kind.about) % facts, 100),
        subject=_line(str(kind.subject) % {**facts, "title": title}, 200),
        link=link,
    )


def _line(text: str, length: int) -> str:
    """Without line breaks, which a name may have and a header must not."""
    return " ".join(text.split())[:length]
