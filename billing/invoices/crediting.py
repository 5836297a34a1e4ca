"""Takes back what was invoiced, and gives tenants credit for invoices to come."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import timeline
from billing.invoice_events import CreditNoteMade
from billing.invoice_lifecycle import PAID
from billing.invoices.amount_due import amount_due, left_of
from billing.invoices.numbering import CREDIT_NOTES, next_number
from billing.models import Credit, CreditKind, CreditNote, Invoice, Tenant
from billing.refusals import BillingRefused
from core.actors import SYSTEM, Actor, user_of
from core.events import publish
from core.lifecycle import lock, move_locked
from core.money import format_money, round_money
from core.text import visible
from payments.models import Refund


class CreditRefused(BillingRefused):
    """Nothing was credited."""


@transaction.atomic
def credit(
    *,
    invoice: Invoice,
    amount: Decimal,
    reason: str,
    refund: Refund | None = None,
    now: datetime | None = None,
) -> CreditNote:
    """Take back an amount of an invoice by a credit note; of a refund once, however often it is called.

    An invoice of which nothing is due any more counts as paid. `now` is the tenant's time.
    Raises CreditRefused for more than is left of the invoice.
    """
    now = now or timezone.now()
    lock(invoice)
    made = CreditNote.objects.filter(refund=refund).first() if refund else None
    if made:
        return made
    _check(invoice, amount, reason)
    note = CreditNote.objects.create(
        invoice=invoice,
        number=next_number(invoice.tenant, CREDIT_NOTES, now),
        amount=amount,
        reason=reason,
        refund=refund,
        at=now,
    )
    _record_note(note, now)
    publish(CreditNoteMade(note, now))
    if invoice.status != PAID and not amount_due(invoice):
        move_locked(invoice, "pay", by=SYSTEM, now=now, note=note.number)
    return note


@transaction.atomic
def grant(
    *, tenant: Tenant, amount: Decimal, reason: str, by: Actor, now: datetime | None = None
) -> Credit:
    """Credit that the next invoices use; below zero it takes back credit that was granted.

    `now` is the tenant's time. Raises CreditRefused without a reason, and for more than can be taken back.
    """
    now = now or timezone.now()
    lock(tenant)
    objection = objection_to_grant(tenant, amount, reason)
    if objection:
        raise CreditRefused(objection)
    row = Credit.objects.create(
        tenant=tenant,
        kind=CreditKind.GRANTED,
        amount=amount,
        reason=visible(reason),
        actor=user_of(by),
        at=now,
    )
    shown = timeline.money(amount, tenant.currency)
    timeline.record(tenant, "credit_granted", now, by=by, amount=shown, reason=row.reason)
    return row


def objection_to_grant(tenant: Tenant, amount: Decimal, reason: str) -> str:
    """Why no such credit is granted; empty if it is."""
    if not visible(reason):
        return _("Please give a reason.")
    if not amount or amount != round_money(amount, tenant.currency):
        return _("This amount does not exist in %(currency)s.") % {"currency": tenant.currency}
    if amount < 0 and tenant.balance + amount < 0:
        return _("There is not so much credit left.")
    return ""


def _check(invoice: Invoice, amount: Decimal, reason: str) -> None:
    if not visible(reason):
        raise CreditRefused(_("Please give a reason."))
    if amount <= 0 or amount > left_of(invoice):
        left = format_money(left_of(invoice), invoice.currency)
        raise CreditRefused(_("Of this invoice %(left)s are left.") % {"left": left})


def _record_note(note: CreditNote, now: datetime) -> None:
    invoice = note.invoice
    timeline.record(
        invoice.tenant,
        "credit_note",
        now,
        number=note.number,
        invoice=invoice.number,
        amount=timeline.money(note.amount, invoice.currency),
    )
