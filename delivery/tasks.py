"""Jobs: they call one service, and may run twice."""

from delivery import services


def tell_unclaimed() -> int:
    return services.tell_unclaimed()
