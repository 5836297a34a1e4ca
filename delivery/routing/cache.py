"""Routes that were asked for before."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from delivery.routing.base import Point, Route
from delivery.routing.models import KnownRoute

KEPT_FOR = timedelta(days=1)  # roads stay, but the traffic of yesterday says little


def recall(provider: str, start: Point, end: Point, now: datetime | None = None) -> Route | None:
    """The provider's route between these points, if it is known and not expired."""
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


def remember(route: Route, start: Point, end: Point, now: datetime | None = None) -> None:
    """Keep a provider's route; whoever asked at the same moment may have kept it already."""
    known = KnownRoute(
        **_ends(route.provider, start, end),
        metres=route.metres,
        seconds=route.seconds,
        line=route.line,
        expires_at=(now or timezone.now()) + KEPT_FOR,
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
