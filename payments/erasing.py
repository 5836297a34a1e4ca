"""Erases personal data of old orders once their term is over and none of their money is in transit."""

import time
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from orders.erasing import due_to_erase, erase
from orders.models import Order
from payments.dispute_lifecycle import OPEN
from payments.lifecycle import UNKNOWN, UNSENT, WAITING
from payments.models import Dispute, Payment, Refund

BATCH = 500  # orders, each batch in its own transaction
SWEEP = 60.0  # seconds after which a run leaves the remaining orders to the next one


def erase_personal_data(now: datetime | None = None) -> int:
    """Erase what is due, batch by batch; returns the number of orders. A setting of 0 disables it."""
    now = now or timezone.now()
    erased, end = 0, time.monotonic() + SWEEP
    while settings.PERSONAL_DATA_DAYS and time.monotonic() < end:
        batch = _erase_batch(now)
        erased += batch
        if not batch:
            break
    return erased


@transaction.atomic
def _erase_batch(now: datetime) -> int:
    """Rows locked by other transactions wait for the next run."""
    due = without_money_under_way(due_to_erase(now))
    batch = due.select_for_update(of=("self",), no_key=True, skip_locked=True)[:BATCH]
    orders = [order.pk for order in batch.only("pk")]
    erase(orders, now)
    return len(orders)


def without_money_under_way(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders whose payer does not need to be contacted any more."""
    expected = Payment.objects.filter(order=OuterRef("pk"), status__in=[UNKNOWN, WAITING])
    unsent = Refund.objects.filter(payment__order=OuterRef("pk"), status__in=UNSENT)
    disputed = Dispute.objects.filter(payment__order=OuterRef("pk"), status=OPEN)
    return orders.filter(~Exists(expected), ~Exists(unsent), ~Exists(disputed))
