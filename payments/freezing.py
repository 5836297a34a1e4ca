"""Which refunds wait until a dispute is decided (payments.dispute_lifecycle.FREEZES)."""

from django.db.models import Exists, OuterRef

from orders.models import Order
from payments.dispute_lifecycle import FREEZES
from payments.models import Dispute


def is_frozen() -> Exists:
    """Whether a refund is of a disputed payment, for querysets of refunds."""
    return Exists(Dispute.objects.filter(FREEZES, payment=OuterRef("payment")))


def is_disputed(order: Order) -> bool:
    """Whether refunds of any of its payments wait."""
    return Dispute.objects.filter(FREEZES, payment__order=order).exists()
