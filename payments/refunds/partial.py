"""Refunds of a part of what was paid, as the store or an admin decides."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from core.actors import Actor
from core.lifecycle import lock
from core.money import format_money, round_money
from core.text import visible
from orders.access import is_store_staff
from orders.models import Order, OrderLine
from orders.services import count_refunded
from payments.lifecycle import CAPTURED
from payments.models import Refund
from payments.refunds.creating import begin, refundable_amount


class RefundRefused(Exception):
    """It cannot be refunded; the text can be shown to the user as it is."""


@transaction.atomic
def refund_part(
    order: Order,
    amount: Decimal,
    *,
    reason: str,
    by: Actor,
    token: UUID | None = None,
    pieces: Sequence[tuple[OrderLine, int]] = (),
) -> list[Refund]:
    """Create refunds for a part of what was paid, as the store or an admin decides; `amount` in major units.

    Taken from the order's payments in the order they came. `token` is that of the page: the same amount
    for the same pieces with the same token returns the same refunds. `pieces` lists pieces of lines it is
    for: their price is included in `amount`. Raises RefundRefused for users without the right, a missing
    reason, and more money or pieces than are left, which constraints ensure.
    """
    lock(order)
    if not is_store_staff(order, by):
        raise RefundRefused(_("You may not do this."))
    keys = _keys(order, amount, pieces, token or uuid4())
    begun = Refund.objects.filter(key__in=keys.values())
    if begun:
        return list(begun)
    refuse_part(order, amount, reason=reason, by=by, pieces=pieces)
    count_refunded(pieces)
    return _take_from_payments(order, amount, keys, visible(reason), by, _described(pieces))


def refuse_part(
    order: Order,
    amount: Decimal,
    *,
    reason: str,
    by: Actor,
    pieces: Sequence[tuple[OrderLine, int]] = (),
    **_rest: Any,
) -> None:
    """Raise the RefundRefused that `refund_part` would raise now; changes nothing."""
    if not is_store_staff(order, by):
        raise RefundRefused(_("You may not do this."))
    if not visible(reason):
        raise RefundRefused(_("Please give a reason: the customer will read it."))
    if amount <= 0 or amount != round_money(amount, order.currency):
        raise RefundRefused(_("Please give an amount of money."))
    _refuse_pieces(order, [(line, count) for line, count in pieces if count])
    left = refundable(order)
    if amount > left:
        amount_left = format_money(left, order.currency)
        raise RefundRefused(_("At most %(amount)s can go back.") % {"amount": amount_left})


def _refuse_pieces(order: Order, pieces: Sequence[tuple[OrderLine, int]]) -> None:
    """A refund that failed counts too: its money is still owed, and is sent another way."""
    fresh = OrderLine.objects.filter(order=order) if pieces else ()
    left = {line.pk: line.unrefunded for line in fresh}
    for line, count in pieces:
        if not left.get(line.pk):
            raise RefundRefused(_("“%(line)s” was refunded already.") % {"line": line.described})
        if count > left[line.pk]:
            words = {"left": left[line.pk], "line": line.described}
            raise RefundRefused(_("Only %(left)s of “%(line)s” can still be refunded.") % words)


def refundable(order: Order) -> Decimal:
    """What was captured for the order and is neither refunded nor owed, in major units."""
    captured = order.payments.filter(status=CAPTURED)
    left = captured.aggregate(left=Sum(F("captured") - F("refunded")))["left"]
    return left or Decimal(0)


def _keys(
    order: Order, amount: Decimal, pieces: Sequence[tuple[OrderLine, int]], token: UUID
) -> dict[int, str]:
    """The refund's key by primary key of its payment: known before the refund exists.

    A page shown again by the Back button has its old token: other pieces of the same price are a new refund.
    """
    counts = sorted((line.pk, count) for line, count in pieces if count)
    asked = " ".join([str(amount.normalize()), *(f"{count}x{line}" for line, count in counts)])
    return {
        payment.pk: str(uuid5(token, f"{payment.key} {asked}"))
        for payment in order.payments.filter(status=CAPTURED)
    }


def _described(pieces: Sequence[tuple[OrderLine, int]]) -> list[list[Any]]:
    """With the names and prices stored in the order."""
    return [[count, line.described, str(line.unit_price)] for line, count in pieces if count]


def _take_from_payments(
    order: Order,
    amount: Decimal,
    keys: dict[int, str],
    reason: str,
    by: Actor,
    pieces: list[list[Any]],
) -> list[Refund]:
    begun = []
    for payment in order.payments.filter(status=CAPTURED).order_by("captured_at", "pk"):
        part = min(amount, refundable_amount(payment))
        if part > 0:
            key = keys[payment.pk]
            begun.append(begin(payment, part, reason, by, key=key, pieces=pieces))
            amount -= part
    return begun
