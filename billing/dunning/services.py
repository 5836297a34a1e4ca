"""Dunning: what follows when an invoice cannot be collected, and when it is paid after all.

Reactions to events of invoices, connected in config/reactions/. Each runs in the transaction of its event,
and locks the tenant, the invoice and the subscription, in this order. docs/billing.md has the rules.
"""

from datetime import datetime

from billing import timeline
from billing.changes.change_sets import version_on
from billing.changes.recording import changes_of
from billing.collection.collecting import open_tries
from billing.collection.retries import drop_retries, plan_retry, retry_after
from billing.dunning.events import DebtPaid, InvoiceOverdue, PlanSuspended
from billing.dunning.suspensions import restore, suspend
from billing.events import SubscriptionActivated
from billing.invoice_events import CollectionFailed, InvoicePaid, InvoiceReopened
from billing.invoice_lifecycle import OPEN, PAID
from billing.invoices.debts import overdue_of
from billing.lifecycle import ACTIVE, PAST_DUE, EndReason
from billing.models import Dunning, Invoice, Subscription, Tenant
from billing.months import next_hour
from billing.reasons import PAYMENT_RETURNED
from billing.subscribing import lock_with_subscription
from core.actors import SYSTEM
from core.events import publish
from core.lifecycle import lock, move_locked
from core.limits import allowances_changed

STORED = "since", "failures", "planned", "failed_at", "reason", "needs_payer", "next_try_at"


def note_failure(event: CollectionFailed) -> None:
    """The next retry is planned; after the last one the invoice is written off, and the plan ends."""
    invoice, at = event.invoice, event.at
    lock(invoice)
    if invoice.status == PAID:
        return  # meanwhile
    dunning = _dunning_of(invoice)
    is_extra = invoice.status != OPEN or dunning.is_planned_after(at)
    if is_extra and _is_known(dunning, event):
        return
    _note(dunning, at, event.reason, event.needs_payer)
    if not is_extra:
        dunning.failures += 1
        _plan_next(dunning, at)
    dunning.save(update_fields=STORED)
    if dunning.next_try_at is None:
        _give_up(dunning, at)
    else:
        _fall_due(dunning, at)


def note_return(event: InvoiceReopened) -> None:
    """What was paid went back: that counts as the first failure, and all retries follow."""
    invoice, at = event.invoice, event.record.at
    dunning = _dunning_of(invoice)
    dunning.since, dunning.failures = at, 1
    _note(dunning, at, PAYMENT_RETURNED.code, needs_payer=False)
    _plan_next(dunning, at)
    dunning.save(update_fields=STORED)
    _fall_due(dunning, at)


def settle_debt(event: InvoicePaid) -> None:
    """Once nothing is overdue any more, what dunning took comes back at once."""
    invoice, now = event.invoice, event.record.at
    drop_retries(invoice)
    if overdue_of(invoice.tenant).exists():
        return
    tenant, subscription = lock_with_subscription(invoice.tenant, now)
    if subscription is None:
        return
    if subscription.status == PAST_DUE:
        _settle(tenant, subscription, now)
    elif subscription.ended_for == EndReason.UNPAID:
        _restore(tenant, subscription, now)


def note_old_debt(event: SubscriptionActivated) -> None:
    """A trial is left alone; when it ends with a debt, the subscription is past due."""
    subscription = event.subscription
    if overdue_of(subscription.tenant).exists():
        _mark_past_due(subscription, event.record.at)


def _dunning_of(invoice: Invoice) -> Dunning:
    found, _is_new = Dunning.objects.get_or_create(invoice=invoice)
    found.invoice = invoice
    return found


def _is_known(dunning: Dunning, event: CollectionFailed) -> bool:
    """Whether the tenant was notified of it today: of two workers one does that."""
    day_at, before = event.invoice.tenant.day_at, dunning.failed_at
    is_today = before is not None and day_at(before) == day_at(event.at)
    return is_today and dunning.reason == event.reason


def _note(dunning: Dunning, at: datetime, reason: str, needs_payer: bool) -> None:
    dunning.since = dunning.since or at
    dunning.failed_at, dunning.reason, dunning.needs_payer = at, reason, needs_payer


def _plan_next(dunning: Dunning, at: datetime) -> None:
    invoice = dunning.invoice
    tenant = invoice.tenant
    following = retry_after(invoice.month, dunning.failures, at, tenant.tz)
    dunning.next_try_at = None
    if following is None and open_tries(tenant).exists():
        following = next_hour(at, tenant.tz)  # money may be under way: nothing is given up yet
    if following:
        plan_retry(dunning, following)


def _fall_due(dunning: Dunning, at: datetime) -> None:
    """Past due, and notified with the day of the next try."""
    invoice, next_try_at = dunning.invoice, dunning.next_try_at
    assert next_try_at is not None
    tenant, subscription = lock_with_subscription(invoice.tenant, at)
    if subscription:
        _mark_past_due(subscription, at)
    day = str(tenant.day_at(next_try_at))
    entry = timeline.record(tenant, "retry_planned", at, number=invoice.number, day=day)
    publish(InvoiceOverdue(entry, tenant, at, invoice, dunning.reason, next_try_at))


def _mark_past_due(subscription: Subscription, at: datetime) -> None:
    if subscription.status == ACTIVE:
        move_locked(subscription, "mark_past_due", by=SYSTEM, now=at)
        _allow_again(subscription.tenant)


def _give_up(dunning: Dunning, at: datetime) -> None:
    """The debt remains; a plan that is billed ends, a trial goes on."""
    invoice, reason = dunning.invoice, dunning.reason
    if invoice.status == OPEN:
        move_locked(invoice, "write_off", by=SYSTEM, now=at)
    tenant, subscription = lock_with_subscription(invoice.tenant, at)
    entry = timeline.record(tenant, "not_retried", at, number=invoice.number)
    if subscription and subscription.status in (ACTIVE, PAST_DUE):
        suspend(subscription, now=at)
        publish(PlanSuspended(entry, tenant, at, invoice, reason))
    else:
        publish(InvoiceOverdue(entry, tenant, at, invoice, reason))


def _settle(tenant: Tenant, subscription: Subscription, now: datetime) -> None:
    move_locked(subscription, "settle", by=SYSTEM, now=now)
    _allow_again(tenant)
    publish(DebtPaid(timeline.record(tenant, "settled", now), tenant, now))


def _restore(tenant: Tenant, subscription: Subscription, now: datetime) -> None:
    """Unless a cancellation was planned, and its day has come: then the subscription stays ended."""
    restore(subscription, now=now)
    version = version_on(changes_of(subscription), tenant.day_at(now))
    entry = timeline.record(tenant, "settled", now)
    publish(DebtPaid(entry, tenant, now, version.plan.name if version else ""))


def _allow_again(tenant: Tenant) -> None:
    """Let the owner's limits be read again."""
    if tenant.user_id is not None:
        allowances_changed(tenant.user_id)
