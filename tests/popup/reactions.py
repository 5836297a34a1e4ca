"""What raffles do on events of orders."""

from orders.events import OrderEvent
from orders.services import OutOfStock
from tests.popup.services import release, take_again


def release_tickets(event: OrderEvent) -> None:
    if event.order.fulfilment == "raffle":
        release(event.order)


def take_tickets_again(event: OrderEvent) -> None:
    """Refuse to revive an order whose numbers were sold meanwhile: its payment is refunded then."""
    is_raffle = event.order.fulfilment == "raffle"
    if is_raffle and event.record.verb == "revive" and not take_again(event.order):
        raise OutOfStock("Your numbers were sold meanwhile.")
