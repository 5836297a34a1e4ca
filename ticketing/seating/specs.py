"""What a seating plan says, once it has been checked: plain values, with absolute positions."""

from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]


class PlanRefused(Exception):
    """Nothing was stored; the text can be shown to the user as it is."""


class SeatKind(StrEnum):
    ORDINARY = "ordinary"
    WHEELCHAIR = "wheelchair"
    COMPANION = "companion"  # beside a wheelchair's place


# Keys of ours in the document; other programs leave them as they are.
KIND_KEY = "jumun_kind"  # of a seat: wheelchair or companion
FOCUS_KEY = "jumun_focus"  # of the plan: {"x", "y"}, the point that the audience faces


@dataclass(frozen=True, slots=True)
class CategorySpec:
    name: str
    color: str  # a CSS color that is safe to draw with


@dataclass(frozen=True, slots=True)
class SeatSpec:
    """A seat, in the order of the document; `section` is the name of its zone."""

    guid: str
    section: str
    row: str
    number: str
    category: str
    x: float
    y: float
    radius: float
    kind: SeatKind = SeatKind.ORDINARY


@dataclass(frozen=True, slots=True)
class RowLabel:
    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class TextSpec:
    text: str
    x: float  # from the position of its shape
    y: float
    size: float
    color: str


@dataclass(frozen=True, slots=True)
class ShapeSpec:
    """Drawn, not sold. `numbers`: (width, height), (radius,), (rx, ry), or x and y of each point by turns."""

    kind: str  # rectangle, circle, ellipse, polygon or text
    x: float
    y: float
    rotation: float  # degrees clockwise, around the position
    color: str
    border: str
    numbers: tuple[float, ...] = ()
    text: TextSpec | None = None


@dataclass(frozen=True, slots=True)
class PlanSpec:
    name: str
    categories: tuple[CategorySpec, ...]
    seats: tuple[SeatSpec, ...]
    shapes: tuple[ShapeSpec, ...]
    row_labels: tuple[RowLabel, ...]
    focus: Point
