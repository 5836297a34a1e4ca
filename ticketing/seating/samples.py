"""Three plans to start from, as documents: a small theatre, a hall with a balcony, an arena."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ticketing.seating.document import Document
from ticketing.seating.sample_parts import (
    PITCH,
    Arc,
    arc_row,
    area,
    document_of,
    letters,
    straight_row,
    text_area,
    with_wheelchairs,
    zone,
)

VIP, R, S, A = "VIP", "R", "S", "A"
AISLE = 36  # pixels
COLORS = {VIP: "#8a3ffc", R: "#0f62fe", S: "#007d79", A: "#9f5b00"}


@dataclass(frozen=True, slots=True)
class Sample:
    code: str
    label: str | Promise
    seats: int
    document: Callable[[], Document]


def theatre() -> Document:
    """265 seats: 14 curved rows before a stage."""
    name = _("Small theatre")
    stage = _stage(480, 20, 460, 70)
    sizes = [15, 16, 17, 18, 19, *[20] * 9]
    rows = []
    for index, (letter, size) in enumerate(zip(letters(), sizes, strict=False)):
        arc = Arc(480, -700, 860 + index * 30, pi / 2)
        row = arc_row(f"hall-{letter}", letter, size, arc, R if index < 6 else S)
        rows.append(row)
    with_wheelchairs(rows[-1], [0, 1, 18, 19])
    return document_of(name, COLORS, [R, S], [zone(_("Hall"), rows, [stage])])


def hall() -> Document:
    """1,250 seats: stalls in three blocks, and a curved balcony of three."""
    zones = [zone(_("Stalls"), list(_stalls()), [_stage(640, 20, 620, 90)])]
    names = (_("Balcony, left"), _("Balcony, middle"), _("Balcony, right"))
    for part, (name, size) in enumerate(zip(names, (14, 18, 14), strict=True)):
        zones.append(zone(name, list(_balcony(part, size)), []))
    return document_of(_("Hall with a balcony"), COLORS, [VIP, R, S, A], zones)


# Of the stalls: the first number, how many seats, where the first one is.
_BLOCKS = (
    (1, 10, 640 - 18.5 * PITCH - AISLE),
    (11, 18, 640 - 8.5 * PITCH),
    (29, 10, 640 + 9.5 * PITCH + AISLE),
)


def _stalls() -> Iterator[dict[str, Any]]:
    for index, letter in zip(range(22), letters(), strict=False):
        y = 170 + index * 28
        category = VIP if index < 5 else R if index < 14 else S
        seats = []
        for start, number, left in _BLOCKS:
            row = straight_row(f"stalls-{letter}", letter, number, left, y, category, start)
            seats += row["seats"]
        row = {"row_number": letter, "row_number_position": "both", "seats": seats}
        if index == 21:
            with_wheelchairs(row, [0, 1, 36, 37])
        yield row


def _balcony(part: int, size: int) -> Iterator[dict[str, Any]]:
    middles = (pi / 2 + 0.372, pi / 2, pi / 2 - 0.372)
    for index, letter in zip(range(9), letters(), strict=False):
        arc = Arc(640, -215, 1_150 + index * 28, middles[part])
        guid = f"balcony-{part + 1}-{letter}"
        yield arc_row(guid, letter, size, arc, S if index < 3 else A)


def arena() -> Document:
    """4,900 seats: a floor before the stage, and two tiers of sections in a ring around it."""
    center = 1_500.0, 1_400.0
    zones = [zone(_("Floor"), list(_floor(center)), [_stage(center[0], 920, 480, 120, 64)])]
    zones += _ring(center, 101, 16, 580, [6, 6, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9, 9, 10, 10], (R, S))
    zones += _ring(center, 201, 14, 1_080, [15, 16, 16, 16, 17, 17, 18, 18, 18, 19], (A, A))
    return document_of(_("Arena"), COLORS, [VIP, R, S, A], zones)


def _floor(center: tuple[float, float]) -> Iterator[dict[str, Any]]:
    """Twenty rows of two blocks of fifteen."""
    for index, letter in zip(range(20), letters(), strict=False):
        y = center[1] - 310 + index * 30 + (40 if index >= 10 else 0)
        left = straight_row(f"floor-{letter}", letter, 15, center[0] - 15 * PITCH - 8, y, VIP, 1)
        right = straight_row(f"floor-{letter}", letter, 15, center[0] + 32, y, VIP, 16)
        left["seats"] += right["seats"]
        if index == 19:
            with_wheelchairs(left, [0, 1, 2, 3, 26, 27, 28, 29])
        yield left


def _ring(
    center: tuple[float, float],
    first: int,
    number: int,
    radius: float,
    sizes: list[int],
    categories: tuple[str, str],
) -> Iterator[dict[str, Any]]:
    """Sections from the left of the stage around to its right; the arc behind it stays free."""
    step = 300 / number
    for index in range(number):
        middle = (240 - step * (index + 0.5)) * pi / 180
        faces = abs(index - (number - 1) / 2) < number / 4
        rows = []
        for place, size in enumerate(sizes):
            arc = Arc(*center, radius + place * 28, middle)
            guid = f"{first + index}-{place + 1}"
            rows.append(
                arc_row(guid, str(place + 1), size, arc, categories[not faces], labels=False)
            )
        if index % 4 == 1:
            with_wheelchairs(rows[0], [0, 1])
        outside = radius + len(sizes) * 28 + 22
        x, y = center[0] + outside * cos(middle), center[1] + outside * sin(middle)
        name = _("Section %(number)s") % {"number": first + index}
        yield zone(name, rows, [text_area(str(first + index), x, y, 46)])


def _stage(x: float, y: float, width: float, height: float, size: int = 26) -> dict[str, Any]:
    """Its middle is at `x`, its upper edge at `y`."""
    return area(_("Stage"), x - width / 2, y, width, height, size)


SAMPLES = {
    sample.code: sample
    for sample in (
        Sample("theatre", gettext_lazy("Small theatre"), 265, theatre),
        Sample("hall", gettext_lazy("Hall with a balcony"), 1_250, hall),
        Sample("arena", gettext_lazy("Arena"), 4_900, arena),
    )
}
