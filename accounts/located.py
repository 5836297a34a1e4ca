"""A signed-in reader of a page, and where they have things delivered."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import Place


@dataclass(frozen=True, slots=True)
class LocatedReader:
    """The row of panels that depend on the reader alone; `place` is None or falsy if unknown."""

    pk: int
    place: "Place | None" = None
