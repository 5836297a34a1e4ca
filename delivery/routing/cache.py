"""The cache of routes, in the database."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from delivery.routing.base import Point, Route
from delivery.routing.models import KnownRoute

CACHED_FOR = timedelta(days=1)  # roads stay the same, but yesterday's traffic does not


def cached_route(
    provider: str, start: Point, end: Point, now: datetime | None = None
) -> Route | None:
    """The provider's route between these points, if it is cached and not expired."""
    known = KnownRoute.objects.filter(
        **_ends(provider, start, end), expires_at__gt=now or timezone.now()
    ).first()
    if known is None:
        return None
    return Route(
        metres=known.metres,
        seconds=known.seconds,
        line=tuple(Point(*pair) for pair in known.line),
        is_estimate=False,
        provider=provider,
    )


def store_route(route: Route, start: Point, end: Point, now: datetime | None = None) -> None:
    """Cache a provider's route; a concurrent request may have cached it already."""
    known = KnownRoute(
        **_ends(route.provider, start, end),
        metres=route.metres,
        seconds=route.seconds,
        line=route.line,
        expires_at=(now or timezone.now()) + CACHED_FOR,
    )
    KnownRoute.objects.bulk_create(
        [known],
        update_conflicts=True,
        unique_fields=KnownRoute.ENDS,
        update_fields=["metres", "seconds", "line", "expires_at"],
    )


def purge_old_routes(now: datetime | None = None) -> int:
    """Delete expired routes; returns how many."""
    return KnownRoute.objects.filter(expires_at__lte=now or timezone.now()).delete()[0]


def _ends(provider: str, start: Point, end: Point) -> dict[str, Any]:
    return dict(zip(KnownRoute.ENDS, (provider, *start.rounded(), *end.rounded()), strict=True))
