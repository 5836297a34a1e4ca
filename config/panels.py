"""What pages show from apps above their own, by place.

order: the page on which the buyer follows an order. ticket: an order on its owner's board.
sold-order: the owner's page of one order.
"""

from core.panels import Provider
from payments.panels import payment_state

PANELS: dict[str, list[Provider]] = {
    "order": [payment_state],
    "ticket": [],
    "sold-order": [],
}
