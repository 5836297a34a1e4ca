"""Refunds what stores received and never settled: the goods are theirs again, the money is the buyer's."""

from datetime import datetime

from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move
from core.sweeps import sweep
from shipping.models.returns import Return


def settle_overdue(now: datetime) -> int:
    """Refund every return that was due SETTLED_AFTER ago, also of an exchange; returns how many.

    An error with one does not stop the sweep; errors are raised as a group at the end.
    """
    left = Return.objects.left_by_store(now).select_related("order__store")
    return sweep(
        left.order_by("refund_due", "pk"),
        lambda goods_return: _settle(goods_return, now),
        failed="returns that could not be refunded",
    )


def _settle(goods_return: Return, now: datetime) -> bool:
    try:
        move(goods_return, "settle", by=SYSTEM, now=now)
    except MoveRefused:
        if Return.objects.left_by_store(now).filter(pk=goods_return.pk).exists():
            raise  # as its money cannot be refunded
        return False  # settled concurrently
    return True
