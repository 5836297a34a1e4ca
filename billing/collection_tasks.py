"""Jobs of collection: they call one service, and may run twice."""

from datetime import datetime

from django.utils import timezone

from billing.collection import collecting
from billing.models import CollectionTry, CreditNote, Invoice


def collect_again(try_id: int) -> None:
    """Go on with a try that waited for another payment, or has another card to be charged."""
    found = CollectionTry.objects.select_related("invoice__tenant__clock").get(pk=try_id)
    if found.is_open:
        _collect(found.invoice, found.cause)


def collect_by_card(invoice_id: int, cause: str) -> None:
    _collect(Invoice.objects.select_related("tenant__clock").get(pk=invoice_id), cause)


def withdraw_credited(note_id: int) -> None:
    """Who makes a credit note has the invoice locked, and orders come before it."""
    withdraw_paid(CreditNote.objects.get(pk=note_id).invoice_id)


def withdraw_paid(invoice_id: int) -> None:
    collecting.withdraw_outdated(Invoice.objects.select_related("tenant").get(pk=invoice_id))


def _collect(invoice: Invoice, cause: str, now: datetime | None = None) -> None:
    now = now or timezone.now()
    collecting.collect(invoice, invoice.tenant.time_at(now), cause)
