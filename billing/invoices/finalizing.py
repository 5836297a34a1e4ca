"""Closes months: an invoice for each in which enough is due, once, however often it is run."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from billing import timeline
from billing.due_work import plan_all
from billing.invoice_events import InvoiceFinalized
from billing.invoices.drafting import closed_before, facts_of
from billing.invoices.lines import Draft, TenantFacts, draft_of
from billing.invoices.numbering import INVOICES, next_number
from billing.lifecycle import CANCELLED
from billing.models import (
    ClosedMonth,
    Credit,
    CreditKind,
    DueKind,
    DueWork,
    Invoice,
    InvoiceLine,
    Subscription,
    Tenant,
)
from billing.months import LATE_MONTHS, Month, collected_at, finalized_at
from billing.proration import spans_of
from billing.tenants import lock_tenant
from core.events import publish
from core.inserts import insert


class InvoicingRefused(Exception):
    """Nothing was done; the text can be shown to the user as it is."""


def finalize_due(work: DueWork, now: datetime) -> None:
    """The handler of due work."""
    finalize(tenant=work.tenant, month=Month.parse(work.key), now=now)


def plan_finalizing(tenant: Tenant, month: Month) -> None:
    """The first month of a subscription, or the first after a gap; each month then plans the next one."""
    plan_all(tenant, [(DueKind.FINALIZE, month, finalized_at(month, tenant.tz))])


@transaction.atomic
def finalize(*, tenant: Tenant, month: Month, now: datetime) -> Invoice | None:
    """Close the month, and return its invoice if one was due; again, it returns the same.

    `now` is the tenant's time; raises InvoicingRefused before the month is over.
    """
    tenant = lock_tenant(tenant)
    if now < finalized_at(month, tenant.tz):
        raise InvoicingRefused(_("This month is not over yet."))
    closed = closed_before(tenant, month)
    done = next((each for each in closed if each.month == month), None)
    return done.invoice if done else _close(tenant, month, closed, now)


def close_early(tenant: Tenant, month: Month, now: datetime) -> Invoice | None:
    """Close a month of a locked tenant that may not be over; nothing is billed twice when that comes."""
    return _close(tenant, month, closed_before(tenant, month), now)


def _close(
    tenant: Tenant, month: Month, closed: list[ClosedMonth], now: datetime
) -> Invoice | None:
    facts = facts_of(tenant, month, closed)
    draft = draft_of(facts)
    invoice = _make_invoice(tenant, draft, now) if draft.is_due else None
    _store_ratings(tenant, draft, closed, invoice, now)
    _plan(tenant, facts, invoice)
    _record(tenant, draft, invoice, now)
    if invoice:
        publish(InvoiceFinalized(invoice, now))
    return invoice


def _make_invoice(tenant: Tenant, draft: Draft, now: datetime) -> Invoice:
    invoice = Invoice(
        tenant=tenant,
        number=next_number(tenant, INVOICES, now),
        first_day=draft.month.first,
        legal_name=tenant.legal_name,
        business_number=tenant.business_number,
        email=tenant.billing_email,
        zone=tenant.zone,
        language=tenant.language,
        currency=draft.currency,
        total=draft.total,
        vat=draft.vat,
        finalized_at=now,
        due_day=collected_at(draft.month, tenant.tz).astimezone(tenant.tz).date(),
    )
    insert(invoice)
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            first_day=line.month.first,
            kind=line.kind,
            position=position,
            data=line.data,
            amount=line.amount,
        )
        for position, line in enumerate(draft.lines)
    )
    return invoice


def _store_ratings(
    tenant: Tenant,
    draft: Draft,
    closed: list[ClosedMonth],
    invoice: Invoice | None,
    now: datetime,
) -> None:
    """What was billed of each month, and what the closing does to the tenant's balance."""
    by_month = {each.month: each for each in closed}
    for rating in draft.late_ratings:
        row = by_month[rating.month]
        row.events, row.amount = rating.events, rating.amount
        row.save(update_fields=["events", "amount"])
    row = ClosedMonth(
        tenant=tenant,
        first_day=draft.month.first,
        events=draft.rating.events,
        amount=draft.rating.amount,
        invoice=invoice,
        closed_at=now,
    )
    insert(row)
    if draft.balance_change:
        kind = (
            CreditKind.CARRIED if draft.is_carried or draft.balance_change > 0 else CreditKind.USED
        )
        Credit.objects.create(
            tenant=tenant, kind=kind, amount=draft.balance_change, closed_month=row, at=now
        )


def _plan(tenant: Tenant, facts: TenantFacts, invoice: Invoice | None) -> None:
    month = facts.month.month
    works: list[tuple[DueKind, object, datetime]] = []
    if invoice:
        works.append((DueKind.COLLECT, invoice.number, collected_at(month, tenant.tz)))
    if _goes_on(tenant, facts):
        following = month.following
        works.append((DueKind.FINALIZE, following, finalized_at(following, tenant.tz)))
    if works:
        plan_all(tenant, works)


def _goes_on(tenant: Tenant, facts: TenantFacts) -> bool:
    """Whether the following month may cost anything: the subscription runs, or usage may be late."""
    subscription: Subscription | None = getattr(tenant, "subscription", None)
    if subscription is None:
        return False
    following = facts.month.month.following
    months = [following, *following.before(LATE_MONTHS)]
    return subscription.status != CANCELLED or any(spans_of(facts.changes, each) for each in months)


def _record(tenant: Tenant, draft: Draft, invoice: Invoice | None, now: datetime) -> None:
    if invoice is None:
        timeline.record(tenant, "month_closed", now, month=str(draft.month))
        return
    timeline.record(
        tenant,
        "invoice_finalized",
        now,
        number=invoice.number,
        month=str(draft.month),
        total=timeline.money(invoice.total, invoice.currency),
    )
