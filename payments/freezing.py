"""Which refunds wait until a dispute is decided (payments.dispute_lifecycle.FREEZES)."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from orders.models import Order
from payments.dispute_lifecycle import FREEZES
from payments.lifecycle import OWED
from payments.models import Dispute, Payment


def is_frozen() -> Exists:
    """Whether a refund is of a disputed payment, for querysets of refunds."""
    return Exists(Dispute.objects.filter(FREEZES, payment=OuterRef("payment")))


def is_disputed(order: Order) -> bool:
    """Whether refunds of any of its payments wait."""
    return Dispute.objects.filter(FREEZES, payment__order=order).exists()


def frozen_payments(payments: Iterable[Payment]) -> set[int]:
    """The primary keys of those with an owed refund that waits; nothing is queried if none is owed."""
    owing = [one.pk for one in payments if any(back.status == OWED for back in one.all_refunds)]
    if not owing:
        return set()
    return set(Dispute.objects.filter(FREEZES, payment__in=owing).values_list("payment", flat=True))
