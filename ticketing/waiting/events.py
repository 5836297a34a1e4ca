"""Events of the waiting list; their `row` is the Wish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.events import Event


@dataclass(frozen=True)
class WishMade(Event):
    """A mailbox is to confirm that it wants to wait."""

    at: datetime


@dataclass(frozen=True)
class PlacesOffered(Event):
    """Places that were freed are held for who waits, for a while."""

    at: datetime


@dataclass(frozen=True)
class WaitedInVain(Event):
    """The date for which somebody waited was cancelled."""

    at: datetime


@dataclass(frozen=True)
class WishesDeleted(Event):
    """Those with these `ids`; there is no `row`."""

    ids: Sequence[UUID]
