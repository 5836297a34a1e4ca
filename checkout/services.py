"""What the checkout does in one transaction."""

from typing import Any

from django.db import transaction

from orders.models import Order
from orders.placing import place
from orders.statuses import Status
from payments.models import Payment
from payments.services import open_first_payment, open_payment


@transaction.atomic
def place_and_open_payment(gateway_code: str, **placing: Any) -> tuple[Order, Payment | None]:
    """Place an order and open its payment in one transaction; no payment if none is due any more.

    `placing` is passed to `orders.placing.place`. Raises OrderRefused or PaymentRefused; the basket is
    unchanged then.
    """
    order, is_new = place(**placing)
    if is_new:
        return order, open_first_payment(order, gateway_code)
    is_due = order.status == Status.PENDING
    return order, open_payment(order, gateway_code) if is_due else None
