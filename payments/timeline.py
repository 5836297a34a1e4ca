"""What refunds add to the timeline of an order; the page belongs to an app below (core.panels)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.money import format_money
from core.panels import TimelineEntry
from core.reasons import words_of
from payments.dispute_lifecycle import DISPUTE_HISTORY_LABELS
from payments.lifecycle import OWED, REFUND_HISTORY_LABELS
from payments.models import Dispute, DisputeMove, Payment, Refund, RefundMove


def refund_steps(payments: Iterable[Payment]) -> list[TimelineEntry]:
    """A step for each status change of a refund; prefetch `refunds` and `refunds__history`."""
    return [
        _step(payment, refund, record)
        for payment in payments
        for refund in payment.all_refunds
        for record in refund.history.all()
        if not _is_early_retry(record)
    ]


def dispute_steps(payments: Iterable[Payment]) -> list[TimelineEntry]:
    """A step for each status change of a dispute; prefetch `disputes` and `disputes__history`."""
    return [
        TimelineEntry(record.at, _dispute_label(dispute, record), who=record.who)
        for payment in payments
        for dispute in payment.disputes.all()
        for record in dispute.history.all()
    ]


def _dispute_label(dispute: Dispute, record: DisputeMove) -> str:
    amount = format_money(dispute.amount, dispute.currency)
    return str(DISPUTE_HISTORY_LABELS[record.verb]) % {"amount": amount}


def what_for(refund: Refund, payment: Payment) -> str:
    """The full amount, pieces of the order, or a part."""
    if refund.amount == payment.captured:
        return _("all that was paid")
    if not refund.pieces:
        return _("a part of what was paid")
    pieces = [f"{count} × {name}" for count, name, *_paid in refund.pieces]
    besides = refund.amount - sum(map(_paid_for, refund.pieces))
    if besides > 0:
        pieces.append(format_money(besides, payment.currency))
    return ", ".join(pieces)


def _paid_for(pieces: Sequence[Any]) -> Decimal:
    """By the fourth element where a discount made them cheaper than their price."""
    count, _name, price, *paid = pieces
    return Decimal(paid[0]) if paid else count * Decimal(price)


def _step(payment: Payment, refund: Refund, record: RefundMove) -> TimelineEntry:
    label = str(REFUND_HISTORY_LABELS[record.verb]) % {
        "amount": format_money(refund.amount, payment.currency),
        "what": what_for(refund, payment),
    }
    return TimelineEntry(record.at, label, words_of(record.note), record.who)


def _is_early_retry(record: RefundMove) -> bool:
    """An earlier retry, which means nothing to the payer."""
    return bool(record.source == record.target == OWED)
