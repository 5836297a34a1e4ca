"""Test clocks with their tenants: new ones, and copies of real tenants."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from billing import timeline
from billing.due_work import plan_all
from billing.dunning.suspensions import restore
from billing.events import SubscriptionStarted
from billing.lifecycle import CANCELLED, TRIALING, EndReason
from billing.models import (
    BillingClock,
    ClosedMonth,
    Credit,
    CreditKind,
    DueKind,
    Subscription,
    SubscriptionChange,
    Tenant,
)
from billing.months import LATE_MONTHS, Month, local_month
from billing.tenants import TenantData, lock_tenant, open_tenant
from core.actors import SYSTEM, Actor
from core.lifecycle import move, start

COPIED_WORK = (DueKind.TRIAL_END, DueKind.CHANGE, DueKind.FINALIZE)


@transaction.atomic
def open_clock(
    name: str, data: TenantData, *, currency: str, now: datetime, by: Actor
) -> BillingClock:
    """A clock that shows `now`, with a tenant of its own. Raises TenantRefused for an unknown zone."""
    clock = BillingClock.objects.create(name=name, now=now)
    open_tenant(None, data, currency=currency, now=now, by=by, clock=clock)
    return clock


@transaction.atomic
def copy_to_clock(source: Tenant, name: str, *, now: datetime, by: Actor) -> BillingClock:
    """What the tenant's next bills depend on, at a clock that shows `now`: its data, changes of plan, usage,
    closed months and balance, and what is due.

    No person, store, card, invoice or debt: a copy of who is past due, or suspended, has paid.
    """
    source = lock_tenant(source)
    clock = BillingClock.objects.create(name=name, now=now)
    data = TenantData(
        legal_name=source.legal_name,
        business_number=source.business_number,
        billing_email=f"clock-{clock.pk}@clock.invalid",  # no such domain exists (RFC 2606)
        zone=source.zone,
        language=source.language,
    )
    copy = open_tenant(None, data, currency=source.currency, now=now, by=by, clock=clock)
    copy.trial_used = source.trial_used
    copy.save(update_fields=["trial_used"])
    timeline.record(copy, "copied", now, by=by, number=source.number)
    _copy_months(source, copy, now)
    _copy_work(source, copy)
    if hasattr(source, "subscription"):
        _copy_subscription(source.subscription, copy, now)
    return clock


def _copy_months(source: Tenant, copy: Tenant, now: datetime) -> None:
    """Usage and closings of the months that may still be billed; their invoices stay where they are."""
    first = _oldest_month(source, now).first
    _copy_usage(source, copy, first)
    ClosedMonth.objects.bulk_create(
        ClosedMonth(
            tenant=copy,
            first_day=each.first_day,
            events=each.events,
            amount=each.amount,
            closed_at=each.closed_at,
        )
        for each in source.closed_months.filter(first_day__gte=first)
    )
    if source.balance:
        Credit.objects.create(
            tenant=copy,
            kind=CreditKind.GRANTED,
            amount=source.balance,
            reason=_("Balance of the tenant that was copied"),
            at=now,
        )


def _oldest_month(source: Tenant, now: datetime) -> Month:
    waiting = source.due_work.filter(kind=DueKind.FINALIZE, done_at=None)
    months = [
        Month.parse(key).before(LATE_MONTHS)[-1] for key in waiting.values_list("key", flat=True)
    ]
    return min([*months, local_month(now, source.tz).before(LATE_MONTHS)[-1]])


def _copy_usage(source: Tenant, copy: Tenant, first: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_USAGE, [copy.pk, source.pk, first])
        cursor.execute(_REVERSALS, [copy.pk, copy.pk, source.pk, first])


def _copy_work(source: Tenant, copy: Tenant) -> None:
    works = source.due_work.filter(kind__in=COPIED_WORK, done_at=None)
    plan_all(copy, [(DueKind(each.kind), each.key, each.at) for each in works])


def _copy_subscription(source: Subscription, tenant: Tenant, now: datetime) -> None:
    """By its moves: each begins with a trial."""
    copy = Subscription.objects.create(
        tenant=tenant,
        started_at=source.started_at,
        trial_ends=source.trial_ends or tenant.day_at(source.started_at),
    )
    start(copy, by=SYSTEM, event=SubscriptionStarted, now=source.started_at)
    SubscriptionChange.objects.bulk_create(
        SubscriptionChange(
            subscription=copy,
            day=each.day,
            version_id=each.version_id,
            kind=each.kind,
            is_billed=each.is_billed,
            made_at=each.made_at,
        )
        for each in source.changes.all()
    )
    if source.status == CANCELLED:
        move(copy, "cancel", by=SYSTEM, now=now, reason=EndReason(source.ended_for))
        restore(copy, now=now)  # nothing, unless it was suspended
    elif source.status != TRIALING:
        move(copy, "activate", by=SYSTEM, now=now)


_USAGE = """
INSERT INTO billing_usageevent (tenant_id, meter_id, key, quantity, at, month, received_at, source)
SELECT %s, meter_id, key, quantity, at, month, received_at, source
FROM billing_usageevent WHERE tenant_id = %s AND month >= %s AND reverses_id IS NULL
ORDER BY id
"""
# Under keys by the copies that they reverse, as billing.usage gives them.
_REVERSALS = """
INSERT INTO billing_usageevent
  (tenant_id, meter_id, key, quantity, at, month, received_at, source, reverses_id, reason)
SELECT %s, reversal.meter_id, 'reversal:' || copy.id, reversal.quantity, reversal.at, reversal.month,
  reversal.received_at, reversal.source, copy.id, reversal.reason
FROM billing_usageevent reversal
JOIN billing_usageevent reversed ON reversed.id = reversal.reverses_id
JOIN billing_usageevent copy ON copy.tenant_id = %s AND copy.key = reversed.key
WHERE reversal.tenant_id = %s AND reversal.month >= %s
ORDER BY reversal.id
"""
