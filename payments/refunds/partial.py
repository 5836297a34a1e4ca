"""Refunds of a part of what was paid, as the store or an admin decides."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor, System
from core.lifecycle import lock
from core.money import format_money, round_money
from core.text import visible
from orders.models import Order, OrderLine
from orders.refunding import count_refunded, spread_refund
from payments.access import may_refund
from payments.dispute_lifecycle import WAITS_FOR_DISPUTE
from payments.freezing import is_disputed
from payments.lifecycle import CAPTURED
from payments.models import Refund
from payments.refunds.creating import begin, refundable, refundable_amount


class RefundRefused(Exception):
    """It cannot be refunded; the text can be shown to the user as it is."""


@transaction.atomic
def refund_part(
    order: Order,
    besides: Decimal,
    *,
    reason: str,
    by: Actor,
    token: UUID | None = None,
    pieces: Sequence[tuple[OrderLine, int]] = (),
    less: Decimal | None = None,
) -> list[Refund]:
    """Create refunds for a part of what was paid, as the store or an admin decides.

    What was paid for the `pieces` of lines, and `besides` in major units. Taken from the order's payments
    in the order they came. `less` is for pieces that came back: what the store retains, such as the postage.
    They count as refunded all the same, even if nothing is left to refund. `token` is that of the page: the
    same amount besides the same pieces with the same token returns the same refunds. Raises RefundRefused
    for users without the right, a missing reason, and more money or pieces than are left, which constraints
    ensure.
    """
    lock(order)
    if not may_refund(order, by):
        raise RefundRefused(_("You may not do this."))
    keys = _keys(order, besides, pieces, token or uuid4())
    begun = Refund.objects.filter(key__in=keys.values())
    if begun:
        return list(begun)
    worth = refuse_part(order, besides, reason=reason, by=by, pieces=pieces, less=less)
    of_pieces = sum(worth.values(), Decimal(0))
    described, left = _described(pieces, worth), refundable(order) - of_pieces
    count_refunded(_fresh(order, pieces))
    if besides:
        spread_refund(order, besides, left)
    amount = max(besides + of_pieces - (less or 0), Decimal(0))
    return _take_from_payments(order, amount, keys, visible(reason), by, described)


def refuse_part(
    order: Order,
    besides: Decimal,
    *,
    reason: str,
    by: Actor,
    pieces: Sequence[tuple[OrderLine, int]] = (),
    less: Decimal | None = None,
    **_rest: Any,
) -> dict[int, Decimal]:
    """Raise the RefundRefused that `refund_part` would raise now; changes nothing.

    Returns what was paid for the pieces, by primary key of their line.
    """
    if not may_refund(order, by):
        raise RefundRefused(_("You may not do this."))
    if not visible(reason):
        raise RefundRefused(_("Please give a reason: the customer will read it."))
    if not isinstance(by, System) and is_disputed(order):
        raise RefundRefused(str(WAITS_FOR_DISPUTE))
    worth = _worth(order, [(line, count) for line, count in pieces if count])
    amount, left = besides + sum(worth.values()), refundable(order)
    is_nothing = amount <= 0 and less is None
    if besides < 0 or is_nothing or besides != round_money(besides, order.currency):
        raise RefundRefused(_("Please give an amount of money."))
    if amount > left:
        amount_left = format_money(left, order.currency)
        raise RefundRefused(_("At most %(amount)s can go back.") % {"amount": amount_left})
    return worth


def _worth(order: Order, pieces: Sequence[tuple[OrderLine, int]]) -> dict[int, Decimal]:
    """What was paid for the pieces of each line; refuses more than are left of it.

    A refund that failed counts too: its money is still owed, and is sent another way.
    """
    fresh = {line.pk: line for line, _count in _fresh(order, pieces)}
    for line, count in pieces:
        left = fresh[line.pk].available if line.pk in fresh else 0
        if not left and line.pk in fresh and fresh[line.pk].returning:
            returned = _("“%(line)s” is being returned: refund it with its return.")
            raise RefundRefused(returned % {"line": line.described})
        if not left:
            raise RefundRefused(_("“%(line)s” was refunded already.") % {"line": line.described})
        if count > left:
            words = {"left": left, "line": line.described}
            raise RefundRefused(_("Only %(left)s of “%(line)s” can still be refunded.") % words)
    return {line.pk: fresh[line.pk].value_of_next(count) for line, count in pieces}


def _fresh(
    order: Order, pieces: Sequence[tuple[OrderLine, int]]
) -> Sequence[tuple[OrderLine, int]]:
    """With the lines loaded again: the page's may be older than the lock."""
    counts = {line.pk: count for line, count in pieces if count}
    lines = order.lines.filter(pk__in=counts).order_by("pk") if counts else ()
    return [(line, counts[line.pk]) for line in lines]


def _keys(
    order: Order, besides: Decimal, pieces: Sequence[tuple[OrderLine, int]], token: UUID
) -> dict[int, str]:
    """The refund's key by primary key of its payment: known before the refund exists.

    A page shown again by the Back button has its old token: other pieces of the same price are a new refund.
    """
    counts = sorted((line.pk, count) for line, count in pieces if count)
    asked = " ".join([str(besides.normalize()), *(f"{count}x{line}" for line, count in counts)])
    return {
        payment.pk: str(uuid5(token, f"{payment.key} {asked}"))
        for payment in order.payments.filter(status=CAPTURED)
    }


def _described(
    pieces: Sequence[tuple[OrderLine, int]], worth: dict[int, Decimal]
) -> list[list[Any]]:
    """With the names and prices stored in the order; what they are worth, where that is another amount."""
    return [
        [count, line.described, str(line.unit_price)]
        + ([str(worth[line.pk])] if worth[line.pk] != count * line.unit_price else [])
        for line, count in pieces
        if count
    ]


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
