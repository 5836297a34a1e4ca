"""What is served of a version of a plan: its geometry, its document, a table of its seats."""

import gzip
import re
from collections.abc import Iterator

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from core.spreadsheets import csv_lines, inert
from ticketing.models import PlanVersion
from ticketing.seating.geometry import FORMAT, geometry_of
from ticketing.seating.plan import plan_of

CACHE_TIME = 24 * 3600  # seconds
DIGEST = re.compile("[0-9a-f]{64}")


def geometry_url(version: PlanVersion) -> str:
    """Of a file that never changes: a new format of geometry has a new URL."""
    return f"{reverse('ticketing:geometry', args=[version.digest])}?v={FORMAT}"


def packed_geometry(digest: str) -> bytes | None:
    """The geometry of the version with this digest, gzipped; None without one. Raises PlanRefused.

    In the cache it costs no query: versions are never changed or deleted.
    """
    if not DIGEST.fullmatch(digest):  # no cache takes any text as a key
        return None
    key = f"seat-geometry-{FORMAT}-{digest}"
    packed: bytes | None = cache.get(key)
    if packed is None:
        versions = PlanVersion.objects.select_related("plan").order_by("pk")
        version = versions.filter(digest=digest).first()
        if version is None:
            return None
        packed = gzip.compress(geometry_text(version).encode(), 9, mtime=0)
        cache.set(key, packed, CACHE_TIME)
    return packed


def geometry_text(version: PlanVersion) -> str:
    """Its geometry, in which each seat has the index of its position. Raises PlanRefused."""
    spec = plan_of(version.layout)
    return geometry_of(spec, dict(version.plan.seats.values_list("guid", "position")))


def seats_as_csv(version: PlanVersion) -> Iterator[str]:
    """Line by line. Raises PlanRefused at once."""
    spec = plan_of(version.layout)
    titles = (_("Section"), _("Row"), _("Seat"), _("Category"), _("Kind"), "x", "y", "seat_guid")
    rows = (
        [
            *(seat.section, seat.row, seat.number, seat.category, seat.kind.value),
            *(f"{seat.x:g}", f"{seat.y:g}", seat.guid),
        ]
        for seat in spec.seats
    )
    return csv_lines([titles, *([inert(cell) for cell in row] for row in rows)])
