"""What refunds add to the timeline of an order; the page lies in an app below (core.panels)."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import format_money
from core.panels import TimelineEntry
from core.reasons import words_of
from payments.lifecycle import OWED, REFUND_HISTORY_LABELS
from payments.models import Payment, Refund, RefundMove


def refund_steps(payments: Iterable[Payment]) -> list[TimelineEntry]:
    """A step for each turn a refund took; payments should have `refunds` and `refunds__history` loaded."""
    return [
        _step(payment, refund, record)
        for payment in payments
        for refund in payment.refunds.all()
        for record in refund.history.all()
        if not _is_hastened(record)
    ]


def what_for(refund: Refund, payment: Payment) -> str:
    """All that was paid, pieces of the order, or just a part."""
    if refund.amount == payment.captured:
        return _("all that was paid")
    if not refund.pieces:
        return _("a part of what was paid")
    pieces = [f"{count} × {name}" for count, name, _price in refund.pieces]
    besides = refund.amount - sum(count * Decimal(price) for count, _name, price in refund.pieces)
    if besides > 0:
        pieces.append(format_money(besides, payment.currency))
    return ", ".join(pieces)


def _step(payment: Payment, refund: Refund, record: RefundMove) -> TimelineEntry:
    label = str(REFUND_HISTORY_LABELS[record.verb]) % {
        "amount": format_money(refund.amount, payment.currency),
        "what": what_for(refund, payment),
    }
    return TimelineEntry(record.at, label, words_of(record.note), record.who)


def _is_hastened(record: RefundMove) -> bool:
    """Tried a little earlier, which changes nothing for anybody who waits."""
    return bool(record.source == record.target == OWED)
