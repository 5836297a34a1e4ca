"""Adjusting the total of an order that is placed already."""

from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from core.lifecycle import MoveRefused, lock
from core.money import apportion, round_money
from orders.adjustments import LINES

if TYPE_CHECKING:
    from orders.models import Adjustment, Order, OrderLine


class AdjustmentRefused(MoveRefused):
    """More would be taken off than it costs; the text can be shown to the user as it is."""


@transaction.atomic
def adjust(order: "Order", kind: str, amount: Decimal, **change: Any) -> "Adjustment":
    """Lock the order and do the same as `adjust_locked`, which names the other parameters."""
    lock(order)
    return adjust_locked(order, kind, amount, **change)


def adjust_locked(
    order: "Order",
    kind: str,
    amount: Decimal,
    *,
    source: str = "",
    label: str = "",
    lines: "Collection[OrderLine] | None" = None,
    fee: str = "",
) -> "Adjustment":
    """Add an adjustment to the total of an order that this transaction has locked.

    The parameters are those of a PriceChange, but for `lines`: those of the order (default: all). A discount
    on lines falls on those of which nothing was refunded, whose refund would be worth more than it is then.
    Nothing is refunded here: the event of the caller decides that. Raises AdjustmentRefused.
    """
    amount, applies_to = round_money(amount, order.currency), ""
    if amount < 0 and fee:
        applies_to = fee
        _refuse_beyond(amount, fee_amount(order, fee))
    elif amount < 0:
        applies_to = LINES
        _take_off_lines(order, -amount, lines)
    order.total += amount
    order.save(update_fields=["total"])
    return order.adjustments.create(
        kind=kind, source=source, label=label, applies_to=applies_to, amount=amount
    )


def fee_amount(order: "Order", kind: str) -> Decimal:
    """What the order really costs for the fee, after discounts on it."""
    parts = order.adjustments.filter(Q(kind=kind) | Q(applies_to=kind))
    return parts.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _take_off_lines(order: "Order", off: Decimal, lines: "Collection[OrderLine] | None") -> None:
    asked = order.lines.filter(refunded=0)
    if lines is not None:
        asked = asked.filter(pk__in=[line.pk for line in lines])
    found = list(asked)
    left = [line.paid for line in found]
    _refuse_beyond(-off, sum(left, Decimal(0)))
    for line, share in zip(found, apportion(off, left, order.currency), strict=True):
        if share:
            order.lines.filter(pk=line.pk).update(discount=F("discount") + share)


def _refuse_beyond(amount: Decimal, left: Decimal) -> None:
    if -amount > left:
        raise AdjustmentRefused(_("More would be taken off than it costs."))
