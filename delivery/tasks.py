"""Jobs: they call one service, and may run twice."""

from delivery import services
from delivery.routing import cache


def tell_unclaimed() -> int:
    return services.tell_unclaimed()


def purge_old_routes() -> int:
    return cache.purge_old_routes()
