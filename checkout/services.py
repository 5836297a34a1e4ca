"""What the checkout does in one transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.holds import refuse_beyond_unpaid
from orders.models import Order
from orders.placing import place
from orders.statuses import Status
from payments.models import Payment
from payments.services import open_first_payment, open_payment


@transaction.atomic
def place_and_open_payment(
    gateway_code: str, *, now: datetime | None = None, **placing: Any
) -> tuple[Order, Payment | None]:
    """Place an order and open its payment in one transaction; no payment if none is due any more.

    `placing` is passed to `orders.placing.place`. Raises OrderRefused or PaymentRefused; the basket is
    unchanged then.
    """
    now = now or timezone.now()
    order, is_new = place(**placing, now=now)
    if is_new:
        if order.total:
            refuse_beyond_unpaid(order, now)
        return order, open_first_payment(order, gateway_code, now)
    is_due = order.status == Status.PENDING
    return order, open_payment(order, gateway_code, now) if is_due else None
