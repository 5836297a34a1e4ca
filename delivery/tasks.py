"""Jobs: they call one service, and may run twice."""

from delivery import services
from delivery.routing import known


def tell_unclaimed() -> int:
    return services.tell_unclaimed()


def forget_old_routes() -> int:
    return known.forget_old_routes()
