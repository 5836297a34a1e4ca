"""Jobs: they fetch, call one service, and may run twice."""

from orders import services


def expire_unpaid_orders() -> int:
    return services.expire_unpaid_orders()
