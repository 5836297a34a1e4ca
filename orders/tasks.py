"""Jobs: they fetch, call one service, and may run twice."""

from orders import carts, services
from orders.mails import mail_guest_link
from orders.models import Order


def expire_unpaid_orders() -> int:
    return services.expire_unpaid_orders()


def mail_guest(order_id: int) -> None:
    """Send a guest the link to the order; who is signed in needs none."""
    order = Order.objects.select_related("store").get(pk=order_id)
    if order.guest_key:
        mail_guest_link(order)


def forget_visitors_carts() -> int:
    return carts.forget_visitors_carts()
