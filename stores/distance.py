"""How far a row with coordinates is from a point, in PostgreSQL."""

from django.db.models import F, FloatField, Func


def kilometres_from(latitude: float, longitude: float) -> Func:
    """The great-circle distance; null for rows without coordinates.

    The formula is in migration 0005: as an expression, Django took longer to write it down than
    PostgreSQL to compute it for every store.
    """
    return Func(
        F("latitude"),
        F("longitude"),
        latitude,
        longitude,
        function="stores_kilometres",
        output_field=FloatField(),
    )
