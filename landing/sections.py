"""The sections of a page's content, as templates read them.

Content is JSON: {"sections": [{"id", "kind", "values"}, …]}. Each kind is a dataclass of KINDS, its template
is templates/landing/sections/<kind>.html, which gets `section` and `page`. Texts are Markdown where the field
is called `text` or `answer`: show them by the filter `markdown`, all others as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from django.core.files.storage import default_storage
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from landing.photo_names import srcset_of

LEFT, RIGHT = "left", "right"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of the page's library, as it was when the section was saved."""

    id: int
    name: str
    width: int
    height: int
    alt: str = ""

    @property
    def url(self) -> str:
        return default_storage.url(self.name)

    @property
    def srcset(self) -> str:
        return srcset_of(self.name, self.width)


@dataclass(frozen=True, slots=True)
class Answer:
    question: str
    answer: str


@dataclass(frozen=True)
class Section:
    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    id: str = ""

    @property
    def template(self) -> str:
        return f"landing/sections/{self.kind}.html"


@dataclass(frozen=True)
class Hero(Section):
    """The first thing that visitors see."""

    kind, label = "hero", _("Opening")
    headline: str = ""
    text: str = ""
    photo: Photo | None = None


@dataclass(frozen=True)
class Gallery(Section):
    kind, label = "gallery", _("Photos")
    heading: str = ""
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True)
class Story(Section):
    """A text beside a photo, which is on the `side`."""

    kind, label = "story", _("Story")
    heading: str = ""
    text: str = ""
    photo: Photo | None = None
    side: str = RIGHT


@dataclass(frozen=True)
class Offers(Section):
    """Where the price and the button to buy are."""

    kind, label = "offers", _("Price and buying")


@dataclass(frozen=True)
class Reviews(Section):
    kind, label = "reviews", _("Reviews of buyers")
    heading: str = ""


@dataclass(frozen=True)
class Faq(Section):
    kind, label = "faq", _("Questions and answers")
    heading: str = ""
    items: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Shipping(Section):
    """What sending costs, which is computed, and a text of the seller about it."""

    kind, label = "shipping", _("Cost of sending")
    heading: str = ""
    text: str = ""


@dataclass(frozen=True)
class Text(Section):
    kind, label = "text", _("Text")
    heading: str = ""
    text: str = ""


KINDS: dict[str, type[Section]] = {
    each.kind: each for each in (Hero, Gallery, Story, Offers, Reviews, Faq, Shipping, Text)
}


def sections_of(content: Mapping[str, Any]) -> list[Section]:
    """The sections of a version or a draft; kinds that are no longer known are left out."""
    return [section_of(row) for row in content.get("sections", ()) if row.get("kind") in KINDS]


def section_of(row: Mapping[str, Any]) -> Section:
    kind = KINDS[row["kind"]]
    known = {each.name for each in fields(kind)} - {"id"}
    values = {name: _read(name, value) for name, value in row["values"].items() if name in known}
    return kind(id=row["id"], **values)


def _read(name: str, value: Any) -> Any:
    if name == "photo":
        return Photo(**value) if value else None
    if name == "photos":
        return tuple(Photo(**each) for each in value)
    if name == "items":
        return tuple(Answer(**each) for each in value)
    return value
