"""What payments of invoices do to them; config/reactions/ connects it.

The order, which is locked, says whether it is a bill at all, without a query.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from billing import collection_tasks, timeline
from billing.collection.collecting import card_of, fail
from billing.collection.reasons import (
    BY_DECLINE,
    CHARGE_DECLINED,
    CHARGE_NOT_MADE,
    PAID_TWICE,
    REFUNDED,
)
from billing.collection.tries import end
from billing.invoice_lifecycle import PAID
from billing.invoices.amount_due import amount_due, amount_to_collect, left_of, retained
from billing.invoices.crediting import credit
from billing.models import CollectionTry, TryResult
from core.actors import SYSTEM
from core.lifecycle import lock, move_locked
from core.reasons import Reason, words_of
from jobs.queue import enqueue
from orders.events import OrderEvent
from payments.events import DisputeEvent, PaymentEvent, RefundEvent
from payments.freezing import is_disputed
from payments.lifecycle import ABANDONED, CAPTURED, REVERSED
from payments.models import Payment, Refund
from payments.reasons import CHARGED_BACK
from payments.refunds import refund_surplus


def collect_money(event: OrderEvent) -> None:
    """Its order is paid: so is the invoice, at any time; what is not due of it any more goes back."""
    found = try_of(event)
    if found is None or found.order is None:
        return
    now = time_of(found, event.record.at)
    payment = found.order.payments.filter(status=CAPTURED).latest("captured_at")
    over = payment.captured - amount_to_collect(found.invoice)
    if over > 0:
        refund_surplus(payment, over, PAID_TWICE.note)
    if over < payment.captured:
        found.payment = payment
        end(found, TryResult.PAID, now)
        _settle(found, now)
    elif found.is_open:
        end(found, TryResult.WITHDRAWN, now, PAID_TWICE.code)


def end_failed_charge(event: PaymentEvent) -> None:
    """Its charge was declined or did not come about, for certain. A new default card is charged instead."""
    found = try_of(event)
    payment: Payment = event.row
    if found is None or not found.is_open:
        return
    tenant = found.invoice.tenant
    card = card_of(tenant)
    if payment.method_id is None:  # its payer did not pay at a page: the card's turn, if it waits
        if found.cause:
            enqueue(collection_tasks.collect_again, found.pk)
    elif card and card.is_usable and card.pk != payment.method_id:
        enqueue(collection_tasks.collect_again, found.pk)
    else:
        fail(found, reason_of(payment), time_of(found, event.record.at))


def end_withdrawn_try(event: OrderEvent) -> None:
    found = try_of(event)
    if found and found.is_open:
        end(found, TryResult.WITHDRAWN, time_of(found, event.record.at))


def credit_refund(event: RefundEvent) -> None:
    """What goes back of what paid the invoice is taken back by a credit note; all else was paid twice."""
    found, refund = try_of(event), event.row
    if found is None or refund.reason == CHARGED_BACK.note:
        return
    now = time_of(found, event.record.at)
    if found.payment_id == refund.payment_id and refund.reason != PAID_TWICE.note:
        _credit(found, now)
    else:
        _record(found, "payment_returned", refund.amount, now, reason=refund.reason)


def reopen_lost(event: DisputeEvent) -> None:
    """The payer has the money again: the invoice is due again, as far as no credit note covers it."""
    found = try_of(event)
    if found is None or found.payment_id != event.row.payment_id:
        return
    now = time_of(found, event.record.at)
    _credit(found, now)
    invoice, due = found.invoice, amount_due(found.invoice)
    if invoice.status == PAID and due:
        move_locked(invoice, "reopen", by=SYSTEM, now=now)
        _record(found, "invoice_reopened", due, now)


def settle_won(event: DisputeEvent) -> None:
    """The money stays, or is here again; what another try brought meanwhile was paid twice."""
    found = try_of(event)
    if found is None or found.payment_id != event.row.payment_id or found.payment is None:
        return
    now = time_of(found, event.record.at)
    _credit(found, now)
    over = retained(found.invoice) - left_of(found.invoice)
    if over > 0 and found.invoice.status == PAID:
        refund_surplus(event.row.payment, over, PAID_TWICE.note)
    elif not amount_due(found.invoice):
        _settle(found, now)


def try_of(event: Any) -> CollectionTry | None:
    """The try that the event's order is, with its invoice locked."""
    if not event.order.is_bill:
        return None
    tries = CollectionTry.objects.select_related("invoice__tenant__clock", "payment")
    found = tries.filter(order=event.order.pk).first()
    if found:
        lock(found.invoice)
        found.refresh_from_db(fields=["ended_at", "result", "cause", "payment"])
        found.order = event.order
    return found


def time_of(found: CollectionTry, wall: datetime) -> datetime:
    """The tenant's."""
    return found.invoice.tenant.time_at(wall)


def reason_of(payment: Payment) -> Reason:
    """Why a charge that ended failed."""
    if payment.status == ABANDONED:
        return CHARGE_NOT_MADE
    return BY_DECLINE.get(payment.decline, CHARGE_DECLINED)


def _settle(found: CollectionTry, now: datetime) -> None:
    invoice = found.invoice
    if invoice.status != PAID:
        move_locked(invoice, "pay", by=SYSTEM, now=now)
        _record(found, "invoice_paid", retained(invoice), now)


def _credit(found: CollectionTry, now: datetime) -> None:
    """A credit note for each refund of what paid the invoice, but not while a dispute is open."""
    assert found.order is not None
    if found.payment_id is None or is_disputed(found.order):
        return
    refunds = Refund.objects.filter(payment=found.payment_id).exclude(status=REVERSED)
    not_credited = refunds.exclude(reason__in=[CHARGED_BACK.note, PAID_TWICE.note])
    for refund in not_credited.filter(credit_note=None, dispute=None).order_by("pk"):
        amount = min(refund.amount, left_of(found.invoice))
        reason = words_of(refund.reason or REFUNDED.note, found.invoice.language)
        if amount > 0:
            credit(invoice=found.invoice, amount=amount, reason=reason, refund=refund, now=now)


def _record(found: CollectionTry, kind: str, amount: Decimal, now: datetime, **data: Any) -> None:
    invoice = found.invoice
    shown = timeline.money(amount, invoice.currency)
    timeline.record(invoice.tenant, kind, now, number=invoice.number, amount=shown, **data)
