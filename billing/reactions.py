"""What billing does on events of orders; config/reactions/ connects them."""

from billing.usage.orders import count_order, take_order_back
from orders.events import OrderEvent
from orders.statuses import PENDING


def count_paid_order(event: OrderEvent) -> None:
    count_order(event.order, event.record.at)


def take_back_called_off_order(event: OrderEvent) -> None:
    """An order that was never paid was never counted."""
    if event.record.source != PENDING:
        take_order_back(event.order, event.record.at)
