"""Events of product pages, published by the moves of landing.lifecycle."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.events import MoveEvent

if TYPE_CHECKING:
    from landing.models import Page


@dataclass(frozen=True)
class PageEvent(MoveEvent):
    row: Any

    @property
    def page(self) -> "Page":
        page: Page = self.row
        return page


class PageAdded(PageEvent):
    """As a draft."""


class PagePublished(PageEvent):
    """A version is shown from now on, or again after a pause (`record.verb` says which)."""


class PageRenamed(PageEvent):
    """Its title or its name in addresses changed; `record.note` says to what."""


class PageScheduled(PageEvent):
    """A version will be shown from its time on."""


class PageUnscheduled(PageEvent):
    pass


class PagePaused(PageEvent):
    pass


class PageArchived(PageEvent):
    pass


class PageRestored(PageEvent):
    """From the archive, as a draft."""
