"""What tenants are notified of, listed in config/notifications.py.

Bills are mailed to the address for bills, which need not be that of an account, and nobody can switch
them off. The owner finds them in the inbox. Tenants on a test clock get neither.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from billing.invoice_events import CreditNoteMade, InvoiceFinalized
from billing.invoices.pdf import credit_note_pdf, invoice_pdf
from billing.invoices.texts import name_of
from billing.models import CreditNote, Invoice, Tenant
from core.money import format_money
from core.notifications import Attachment, Audience, Guest, NotificationKind, Occurrence, Users

NOBODY = Audience(_("Billing"), includes=lambda user: False)
INVOICE_KEY, NOTE_KEY = "invoice-", "credit-note-"


def _is_real(tenant: Tenant) -> bool:
    return tenant.clock_id is None


def _has_owner(tenant: Tenant) -> bool:
    return _is_real(tenant) and tenant.user_id is not None


def _facts(event: Any) -> Mapping[str, object]:
    invoice = event.invoice
    return {
        "number": invoice.number,
        "month": name_of(invoice.month),
        "total": format_money(invoice.total, invoice.currency),
        "due": date_format(invoice.due_day, "DATE_FORMAT"),
    }


def _facts_of_note(event: Any) -> Mapping[str, object]:
    note = event.note
    return {
        "number": note.number,
        "invoice": note.invoice.number,
        "amount": format_money(note.amount, note.invoice.currency),
        "reason": note.reason,
    }


def _payer(event: Any) -> Guest:
    return Guest(event.invoice.email, event.invoice.language)


def _payer_of_note(event: Any) -> Guest:
    return Guest(event.note.invoice.email, event.note.invoice.language)


def _owner(event: Any) -> Users:
    return Users(pk=event.invoice.tenant.user_id)


def _occurrence(event: Any) -> Occurrence:
    return Occurrence(f"{INVOICE_KEY}{event.row.pk}", event.at)


def _occurrence_of_note(event: Any) -> Occurrence:
    return Occurrence(f"{NOTE_KEY}{event.row.pk}", event.at)


def _invoice_file(mail: Any) -> Iterable[Attachment]:
    invoice = Invoice.objects.get(pk=mail.event_key.removeprefix(INVOICE_KEY))
    yield Attachment(f"{invoice.number}.pdf", invoice_pdf(invoice), "application/pdf")


def _note_file(mail: Any) -> Iterable[Attachment]:
    notes = CreditNote.objects.select_related("invoice")
    note = notes.get(pk=mail.event_key.removeprefix(NOTE_KEY))
    yield Attachment(f"{note.number}.pdf", credit_note_pdf(note), "application/pdf")


# fmt: off
INVOICE_NOTIFICATIONS = [
    NotificationKind(code="invoice", on=InvoiceFinalized, audience=NOBODY, icon="receipt",
        title=_("Invoice %(number)s: %(total)s"), label=_("Invoice"), about="%(month)s",
        text=_("The invoice for %(month)s is attached. It is collected on %(due)s."),
        link=lambda event: event.invoice.get_absolute_url(), button=_("See the invoice"), facts=_facts,
        applies=lambda event: _is_real(event.invoice.tenant), recipients=_payer,
        occurrence=_occurrence, attachments=_invoice_file, bulk=True),
    NotificationKind(code="invoice-in-inbox", on=InvoiceFinalized, audience=NOBODY, icon="receipt",
        title=_("Invoice %(number)s: %(total)s"), label=_("Invoice"), about="%(month)s",
        text=_("It is collected on %(due)s."),
        link=lambda event: event.invoice.get_absolute_url(), button=_("See the invoice"), facts=_facts,
        applies=lambda event: _has_owner(event.invoice.tenant), recipients=_owner,
        occurrence=_occurrence, mailed=False),
    NotificationKind(code="credit-note", on=CreditNoteMade, audience=NOBODY, icon="receipt",
        title=_("Credit note %(number)s: %(amount)s"), label=_("Credit note"), about="%(invoice)s",
        text=_("Of the invoice %(invoice)s %(amount)s are taken back. The reason: %(reason)s"),
        link=lambda event: event.note.invoice.get_absolute_url(), button=_("See the invoice"),
        facts=_facts_of_note, applies=lambda event: _is_real(event.note.invoice.tenant),
        recipients=_payer_of_note, occurrence=_occurrence_of_note, attachments=_note_file),
]
# fmt: on
