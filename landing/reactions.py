"""What pages do on events of orders: open pages show the stock of what was sold or came back."""

from live.publish import invalidate
from orders.events import OrderEvent
from orders.fulfilment import RIDER
from orders.models import Order
from stores.topics import product_topic


def refresh_stock(event: OrderEvent) -> None:
    """What riders bring is not sold on pages, so that most orders cost nothing here."""
    order: Order = event.order
    if order.kind.carried_by == RIDER:
        return
    products = order.lines.exclude(product=None).values_list("product", flat=True)
    invalidate(*(product_topic(pk) for pk in products))
