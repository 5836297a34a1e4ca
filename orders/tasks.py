"""Jobs: they fetch, call one service, and may run twice."""

from orders import carts, services


def expire_unpaid_orders() -> int:
    return services.expire_unpaid_orders()


def forget_visitors_carts() -> int:
    return carts.forget_visitors_carts()
