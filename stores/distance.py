"""Great-circle distances: of rows in PostgreSQL, of two places in Python."""

from math import asin, cos, radians, sin, sqrt
from typing import Protocol

from django.db.models import F, FloatField, Func

EARTH = 6371.0088  # km, the mean radius (IUGG), as in migration 0005


class Placed(Protocol):
    """Anything with optional coordinates in degrees (WGS 84)."""

    @property
    def latitude(self) -> float | None: ...

    @property
    def longitude(self) -> float | None: ...


def kilometres_from(latitude: float | F, longitude: float | F, of: str = "") -> Func:
    """The great-circle distance; null for rows without coordinates. `of` leads to the store: "store__".

    The formula is in migration 0005: as an expression, Django took longer to compile it than
    PostgreSQL to compute it for every store.
    """
    return Func(
        F(f"{of}latitude"),
        F(f"{of}longitude"),
        latitude,
        longitude,
        function="stores_kilometres",
        output_field=FloatField(),
    )


def kilometres_between(one: Placed, other: Placed) -> float | None:
    """The same great-circle distance; None if a coordinate is missing."""
    degrees = one.latitude, one.longitude, other.latitude, other.longitude
    if None in degrees:
        return None
    south, west, north, east = (radians(each or 0.0) for each in degrees)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, half)))
