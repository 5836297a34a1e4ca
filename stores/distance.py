"""How far a row with coordinates is from a point, in PostgreSQL."""

import math

from django.db.models import Expression, F, FloatField, Value
from django.db.models.functions import ATan2, Cos, Greatest, Radians, Sin, Sqrt

EARTH = 6371.0088  # mean radius in km (IUGG)


def kilometres_from(latitude: float, longitude: float) -> Expression:
    """The great-circle distance by the haversine formula; null for rows without coordinates."""
    up = Sin((Radians(F("latitude")) - math.radians(latitude)) / 2.0)
    across = Sin((Radians(F("longitude")) - math.radians(longitude)) / 2.0)
    shrink = Cos(Radians(F("latitude"))) * math.cos(math.radians(latitude))
    part = up * up + shrink * across * across
    # Rounding may push antipodes a hair beyond 1, and there is no root of less than nothing.
    rest = Greatest(Value(0.0), Value(1.0) - part)
    return ATan2(Sqrt(part), Sqrt(rest), output_field=FloatField()) * Value(2 * EARTH)
