"""What pages show from apps above their own, by place.

order: the page on which the buyer follows an order. ticket: an order on its owner's board.
sold-order: the owner's page of one order. order-row: an order in a list, its buyer's or its owner's.
"""

from core.panels import Provider
from delivery.panels import buyer_delivery, sold_delivery, ticket_delivery
from payments.panels import money_back, money_taken, payment_state

PANELS: dict[str, list[Provider]] = {
    "order": [buyer_delivery, payment_state],
    "ticket": [ticket_delivery],
    "sold-order": [sold_delivery, money_taken],
    "order-row": [money_back],
}
