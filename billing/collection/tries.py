"""Tries to collect an invoice: orders of the platform's own store, placed in the tenant's name.

Locks: the name of the invoice's collection, the order of its last try, the tenant, the invoice. A capture has
the order already when it comes to the tenant; only who opens or withdraws tries locks the name.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.models import CollectionTry, Invoice, TryResult
from core.actors import SYSTEM
from core.lifecycle import lock, move_locked
from core.postgresql.advisory_locks import lock_name
from core.reasons import Reason
from orders.baskets import Basket, BasketLine
from orders.carts import CartOwner
from orders.fulfilment import Fulfilment
from orders.models import Order
from orders.placing import Contact, place
from orders.quotes import quote
from orders.statuses import PENDING
from payments.lifecycle import OPEN
from stores.platform import platform_store

NAME_LENGTH = 60  # of an order's customer


class Bill(Basket):
    """What is due of an invoice: one line, to which nothing is added, and which never expires."""

    time_to_pay = None
    is_adjusted = False
    may_have_been_placed = False
    locks_account = False  # what is owed stays owed; the tenant is locked before the account
    fulfilments = (Fulfilment.NONE,)

    def __init__(self, invoice: Invoice, amount: Decimal) -> None:
        self.store = platform_store(invoice.currency)
        self._invoice, self._amount = invoice, amount

    def lock(self, token: uuid.UUID) -> bool:
        """The invoice is locked."""
        return True

    def lines(self) -> Sequence[BasketLine]:
        name = _("Invoice %(number)s") % {"number": self._invoice.number}
        return [BasketLine(name=name, unit_price=self._amount, quantity=1)]

    def problems(self, fulfilment: str, now: datetime) -> list[str]:
        """The platform's store is always archived."""
        return []


def lock_collection(invoice: Invoice) -> CollectionTry | None:
    """Lock all that collecting it writes; returns its last try if that still waits for money."""
    lock_name(f"collect {invoice.pk}")
    last = invoice.tries.filter(order__status=PENDING).select_related("order").last()
    if last and last.order:
        lock(last.order)
    lock(invoice)
    if last is None or last.order is None or last.order.status != PENDING:
        return None
    last.refresh_from_db(fields=["ended_at", "result", "cause"])
    last.invoice = invoice
    return last


def has_open_payment(found: CollectionTry) -> bool:
    return found.order is not None and found.order.payments.filter(status__in=OPEN).exists()


def open_try(invoice: Invoice, amount: Decimal, now: datetime, cause: str = "") -> CollectionTry:
    """Place its order. Call it with the collection locked, and no other try that waits for money."""
    order = _place(invoice, amount)
    return CollectionTry.objects.create(
        invoice=invoice, number=next_number(invoice), order=order, cause=cause, opened_at=now
    )


def next_number(invoice: Invoice) -> int:
    return (invoice.tries.aggregate(last=Max("number"))["last"] or 0) + 1


def withdraw(found: CollectionTry, why: Reason) -> None:
    """Its order takes no money any more; what comes all the same goes back. With the collection locked."""
    assert found.order is not None
    move_locked(found.order, "withdraw", by=SYSTEM, note=why.note)
    found.refresh_from_db(fields=["ended_at", "result"])


def resume(found: CollectionTry, cause: str) -> None:
    """It waits for money again, or still; the first cause stays. With the collection locked."""
    found.ended_at, found.result, found.reason = None, "", ""
    found.cause = found.cause or cause
    found.save(update_fields=["ended_at", "result", "reason", "cause"])


def end(found: CollectionTry, result: TryResult, now: datetime, reason: str = "") -> None:
    """Call it with its order or its invoice locked."""
    found.ended_at, found.result, found.reason = now, result, reason
    fields = ["ended_at", "result", "reason", "payment"] if found.pk else None
    found.save(update_fields=fields)


def _place(invoice: Invoice, amount: Decimal) -> Order:
    """In the tenant's language, by its owner; one without an owner, on a test clock, is a guest."""
    buyer, basket = CartOwner(user=invoice.tenant.user), Bill(invoice, amount)
    with override(invoice.language):  # the price is of no time
        current = quote(basket, Fulfilment.NONE, invoice.finalized_at, buyer)
        order, _new = place(
            basket,
            buyer,
            fulfilment=Fulfilment.NONE,
            contact=Contact(invoice.legal_name[:NAME_LENGTH], invoice.email, ""),
            fingerprint=current.fingerprint,
            checkout_token=uuid.uuid4(),
        )
    return order
