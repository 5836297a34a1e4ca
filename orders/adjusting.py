"""Adjusting the total of an order that is placed already."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from core.lifecycle import MoveRefused, lock
from core.money import apportion, round_money
from orders.adjustments import LINES, part_of_platform

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
    platform_percent: int = 0,
) -> "Adjustment":
    """Add an adjustment to the total of an order that this transaction has locked.

    The parameters are those of a PriceChange, but for `lines`: those of the order (default: all). A discount
    on lines falls on those of which nothing was refunded, whose refund would be worth more than it is then.
    Nothing is refunded here: the event of the caller decides that. Raises AdjustmentRefused.
    """
    amount, applies_to = round_money(amount, order.currency), ""
    shares: dict[OrderLine, Decimal] = {}
    if amount < 0 and fee:
        applies_to = fee
        _refuse_beyond(amount, fee_amount(order, fee))
    elif amount < 0:
        applies_to = LINES
        shares = _take_off_lines(order, -amount, lines)
    order.total += amount
    order.save(update_fields=["total"])
    adjustment = order.adjustments.create(
        kind=kind,
        source=source,
        label=label,
        applies_to=applies_to,
        amount=amount,
        platform_share=part_of_platform(amount, platform_percent, order.currency),
    )
    if shares:
        add_shares(adjustment, shares, shares.values())
    return adjustment


def add_shares(
    adjustment: "Adjustment", lines: "Iterable[OrderLine]", amounts: Iterable[Decimal]
) -> None:
    """Store what of a discount falls on each of these lines."""
    model = adjustment.shares.model
    pairs = zip(lines, amounts, strict=True)
    rows = [model(adjustment=adjustment, line=line, amount=part) for line, part in pairs if part]
    model.objects.bulk_create(rows)


def fee_amount(order: "Order", kind: str) -> Decimal:
    """What the order really costs for the fee, after discounts on it."""
    parts = order.adjustments.filter(Q(kind=kind) | Q(applies_to=kind))
    return parts.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _take_off_lines(
    order: "Order", off: Decimal, lines: "Collection[OrderLine] | None"
) -> "dict[OrderLine, Decimal]":
    """Add each line's share of the discount to theirs; returns the shares."""
    asked = order.lines.filter(refunded=0, credited=0)
    if lines is not None:
        asked = asked.filter(pk__in=[line.pk for line in lines])
    found = list(asked)
    left = [line.paid for line in found]
    _refuse_beyond(-off, sum(left, Decimal(0)))
    shares = dict(zip(found, apportion(off, left, order.currency), strict=True))
    for line, share in shares.items():
        if share:
            order.lines.filter(pk=line.pk).update(discount=F("discount") + share)
    return shares


def _refuse_beyond(amount: Decimal, left: Decimal) -> None:
    if -amount > left:
        raise AdjustmentRefused(_("More would be taken off than it costs."))
