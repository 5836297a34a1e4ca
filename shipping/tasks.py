"""Jobs: they call one service, and may run twice."""

from shipping import services


def deliver_overdue() -> int:
    return services.deliver_overdue()
