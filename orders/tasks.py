"""Jobs: they fetch, call one service, and may run twice."""

from orders import carts, services


def expire_unpaid_orders() -> int:
    return services.expire_unpaid_orders()


def purge_visitor_carts() -> int:
    return carts.purge_visitor_carts()
