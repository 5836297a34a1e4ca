"""Starts subscriptions; `now` is the tenant's time."""

from datetime import date, datetime, timedelta

from django.db import transaction

from billing import timeline
from billing.changes import change_sets
from billing.changes.change_sets import ChangeSet
from billing.changes.due import begin_due
from billing.changes.recording import write
from billing.changes.refusals import refuse_deleted, refuse_plan, refuse_subscribing
from billing.events import SubscriptionStarted
from billing.invoices.finalizing import plan_finalizing
from billing.models import BillingPlanVersion, ChangeKind, Subscription, Tenant
from billing.months import local_month
from billing.tenants import lock_tenant
from billing.trials import take_trial
from core.actors import SYSTEM, Actor
from core.lifecycle import lock, move_locked, start


@transaction.atomic
def subscribe(
    tenant: Tenant, version: BillingPlanVersion, *, now: datetime, by: Actor
) -> Subscription:
    """From today on, also again after an end; with the version's trial, if the tenant had none.

    Raises SubscriptionRefused.
    """
    tenant, former = lock_with_subscription(tenant, now)
    refuse_deleted(tenant)
    refuse_plan(tenant, version)
    if former:
        refuse_subscribing(former, tenant.day_at(now))
    today, ends = tenant.day_at(now), None
    if version.trial_days and take_trial(tenant):
        ends = today + timedelta(days=version.trial_days)
    changes = change_sets.starting(version, today, ends)
    return start_with(tenant, former, changes, now=now, by=by)


def start_with(
    tenant: Tenant, former: Subscription | None, changes: ChangeSet, *, now: datetime, by: Actor
) -> Subscription:
    """Start the tenant, locked by the caller; `former` is the subscription that ended, if there is one."""
    first = changes.changes[0]
    assert first.version is not None
    trial_ends = changes.changes[1].day if first.kind == ChangeKind.TRIAL else None
    subscription = former or _create(tenant, trial_ends or first.day, now, by)
    if former:
        _start_again(former, trial_ends, now, by)
    elif trial_ends is None:
        move_locked(subscription, "activate", by=SYSTEM, now=now)
    write(subscription, changes, now=now, by=by)
    plan_finalizing(tenant, local_month(now, tenant.tz))
    _record(tenant, first.version.plan.name, trial_ends, now, by)
    return subscription


def lock_with_subscription(tenant: Tenant, now: datetime) -> tuple[Tenant, Subscription | None]:
    """Both locked, and as they are now."""
    tenant = lock_tenant(tenant)
    subscription = Subscription.objects.filter(tenant=tenant).first()
    if subscription:
        lock(subscription)
        subscription.tenant = tenant
        begin_due(subscription, now)
    return tenant, subscription


def _create(tenant: Tenant, trial_ends: date, now: datetime, by: Actor) -> Subscription:
    subscription = Subscription.objects.create(tenant=tenant, trial_ends=trial_ends, started_at=now)
    start(subscription, by=by, event=SubscriptionStarted, now=now)
    return subscription


def _start_again(
    subscription: Subscription, trial_ends: date | None, now: datetime, by: Actor
) -> None:
    verb = "start_trial" if trial_ends else "resubscribe"
    move_locked(subscription, verb, by=by, now=now, until=trial_ends)


def _record(tenant: Tenant, plan: str, trial_ends: date | None, now: datetime, by: Actor) -> None:
    timeline.record(tenant, "subscribed", now, by=by, plan=plan)
    if trial_ends:
        timeline.record(tenant, "trial_began", now, by=by, plan=plan, until=str(trial_ends))
