"""Collects invoices: charges the tenant's default card without the payer, once for each cause.

First the try and its order are written, then the charge is made by payments, which writes it before it
calls the provider. So what a killed process leaves is continued by the next run of the same cause, or by the
look-up of the payment. How a try ends is written where its payment ends: by billing.collection_reactions.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet

from billing import timeline
from billing.collection.reasons import (
    CARD_RETIRED,
    NEED_PAYER,
    NO_CARD,
    NOT_OFFERED,
    NOTHING_DUE,
    REPLACED,
    text_of,
)
from billing.collection.tries import (
    end,
    has_open_payment,
    lock_collection,
    next_number,
    open_try,
    resume,
    withdraw,
)
from billing.invoice_events import CollectionFailed
from billing.invoices.amount_due import amount_to_collect
from billing.models import CollectionTry, DueWork, Invoice, Tenant, TryResult
from core.events import publish
from core.lifecycle import lock
from core.reasons import Reason
from orders.models import Order
from orders.statuses import PENDING
from payments.charging import AnotherPaymentOpen, ChargeRefused, MethodRefused, charge
from payments.lifecycle import UNKNOWN, WAITING
from payments.method_lifecycle import REMOVED
from payments.methods import PaymentRefused
from payments.models import Payment, SavedMethod

KEY_SEPARATOR = "/"


class CollectionRefused(Exception):
    """Nothing was done; the text can be shown to the user as it is."""


def retry_key(invoice: Invoice, number: object) -> str:
    """Of due work that collects the invoice again; `number` is that of the retry, "" for the prefix."""
    return f"{invoice.number}{KEY_SEPARATOR}{number}"


def collect_due(work: DueWork, now: datetime) -> None:
    """The handler of due work; its key is the invoice's number, or a `retry_key`."""
    number = work.key.partition(KEY_SEPARATOR)[0]
    invoice = Invoice.objects.select_related("tenant__clock").get(
        tenant=work.tenant_id, number=number
    )
    collect(invoice, now, f"{work.kind} {work.key}")


def collect(invoice: Invoice, now: datetime, cause: str = "") -> CollectionTry | None:
    """Charge what is due to the tenant's default card; returns the try, None if nothing is due.

    `now` is the tenant's time. A cause is done once, however often it is called with it. While another
    payment of the try may bring the money, the try waits for it; one that failed has published
    CollectionFailed. Raises nothing for what providers answer.
    """
    found = _begin(invoice, now, cause)
    if found and found.is_open:
        _charge(found, now)
        found.refresh_from_db()
    return found


@transaction.atomic
def try_to_pay(invoice: Invoice, now: datetime) -> Order:
    """The order that the payer pays at a page; clicked twice, it is the same. Raises CollectionRefused."""
    last = lock_collection(invoice)
    due = amount_to_collect(invoice)
    if not due:
        raise CollectionRefused(str(NOTHING_DUE.label))
    last = _usable(last, due)
    found = last or open_try(invoice, due, now)
    assert found.order is not None
    return found.order


@transaction.atomic
def withdraw_outdated(invoice: Invoice) -> None:
    """Withdraw the order of the last try if it is over another amount than is due, or nothing is due."""
    last, due = lock_collection(invoice), amount_to_collect(invoice)
    if last and not due:
        withdraw(last, NOTHING_DUE)
    else:
        _usable(last, due)


def open_tries(tenant: Tenant) -> QuerySet[CollectionTry]:
    """Whose money is unknown or awaited: until they end nothing more can be said about their invoices.

    A payer who is at a page, and may leave it, counts only while the card waits for its turn.
    """
    expected = Payment.objects.filter(status__in=[UNKNOWN, WAITING])
    tries = CollectionTry.objects.filter(invoice__tenant=tenant, ended_at=None)
    return tries.filter(~Q(cause="") | Q(order__in=expected.values("order")))


@dataclass(frozen=True, slots=True)
class Payable:
    """What a page says of an invoice of which something is due."""

    due: Decimal
    card: SavedMethod | None
    expects_money: bool
    failure: str


def payable(invoice: Invoice) -> Payable | None:
    due = amount_to_collect(invoice)
    if not due:
        return None
    expects = open_tries(invoice.tenant).filter(invoice=invoice).exists()
    last = invoice.tries.exclude(cause="").last()
    failure = text_of(last.reason) if last and last.result == TryResult.FAILED else ""
    return Payable(due, card_of(invoice.tenant), expects, failure)


def fail(found: CollectionTry, reason: Reason, now: datetime) -> None:
    """Call it with its order or its invoice locked."""
    end(found, TryResult.FAILED, now, reason.code)
    invoice = found.invoice
    timeline.record(
        invoice.tenant, "collection_failed", now, number=invoice.number, reason=reason.note
    )
    publish(CollectionFailed(invoice, now, reason.code, reason.code in NEED_PAYER))


def card_of(tenant: Tenant) -> SavedMethod | None:
    """The default card, read again; None if there is none, or it was removed."""
    if tenant.default_method_id is None:
        return None
    return SavedMethod.objects.filter(pk=tenant.default_method_id).exclude(status=REMOVED).first()


@transaction.atomic
def _begin(invoice: Invoice, now: datetime, cause: str) -> CollectionTry | None:
    last = lock_collection(invoice)
    done = invoice.tries.filter(cause=cause).first() if cause else None
    if done and not done.is_open:
        return done
    due = amount_to_collect(invoice)
    if not due:
        return None
    if done:
        return done
    last = _usable(last, due)
    if last:
        resume(last, cause)
        return last
    if card_of(invoice.tenant) is None:
        return _fail_without_card(invoice, now, cause)
    return open_try(invoice, due, now, cause)


def _usable(last: CollectionTry | None, due: Decimal) -> CollectionTry | None:
    """The last try if it is over what is due, or if its payer is paying; else it is withdrawn."""
    if last is None or last.order is None:
        return None
    if has_open_payment(last) or (last.is_open and last.order.total == due):
        return last
    withdraw(last, REPLACED)
    return None


def _fail_without_card(invoice: Invoice, now: datetime, cause: str) -> CollectionTry:
    found = CollectionTry(invoice=invoice, number=next_number(invoice), cause=cause, opened_at=now)
    fail(found, NO_CARD, now)
    return found


def _charge(found: CollectionTry, now: datetime) -> None:
    """Under no lock."""
    card = card_of(found.invoice.tenant)
    try:
        if card is None:
            raise MethodRefused(str(NO_CARD.label))
        assert found.order is not None
        charge(found.order, card)
    except AnotherPaymentOpen:
        return  # its end is the try's, or has the card charged
    except MethodRefused:
        _fail_unless_paid(found, CARD_RETIRED if card else NO_CARD, now)
    except ChargeRefused:
        return  # paid or withdrawn meanwhile
    except PaymentRefused:
        _fail_unless_paid(found, NOT_OFFERED, now)


@transaction.atomic
def _fail_unless_paid(found: CollectionTry, reason: Reason, now: datetime) -> None:
    """Unless another payment of it, or its end, came in between."""
    assert found.order is not None
    lock(found.order)
    lock(found.invoice)
    found.refresh_from_db(fields=["ended_at", "result", "cause"])
    if found.is_open and found.order.status == PENDING and not has_open_payment(found):
        fail(found, reason, now)
