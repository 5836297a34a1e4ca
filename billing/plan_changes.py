"""Verbs of tenants about their plan; `now` is the tenant's time.

What "up" means is in billing.plans.versions.is_up, and when a change begins in
billing.changes.change_sets. Each verb raises SubscriptionRefused, and then changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction

from billing import timeline
from billing.changes import change_sets
from billing.changes.change_sets import version_on
from billing.changes.due import begin_due
from billing.changes.recording import changes_of, record_withdrawn, write
from billing.changes.refusals import (
    refuse_cancelling,
    refuse_choice,
    refuse_deleted,
    refuse_withdrawal,
)
from billing.models import BillingPlanVersion, ChangeKind, Subscription, SubscriptionChange
from core.actors import Actor
from core.lifecycle import lock


def change_plan(
    subscription: Subscription, version: BillingPlanVersion, *, now: datetime, by: Actor
) -> date:
    """Up at once, down at the month's end, instead of what is planned; returns the first day."""
    with _locked(subscription, now) as today:
        current = refuse_choice(subscription, version, today)
        changes = change_sets.choosing(subscription, current, version, today)
        record_withdrawn(subscription, write(subscription, changes, now=now, by=by), now, by)
        names = {"before": current.plan.name, "plan": version.plan.name}
        if changes.begins > today:
            names |= {"day": str(changes.begins)}
        kind = "downgrade_planned" if changes.begins > today else _began(changes.changes[0])
        timeline.record(subscription.tenant, kind, now, by=by, **names)
    return changes.begins


def cancel(subscription: Subscription, *, now: datetime, by: Actor) -> date:
    """At the end of the month, or of the trial; returns the first day without a plan."""
    with _locked(subscription, now) as today:
        refuse_cancelling(subscription, list(changes_of(subscription)), today)
        changes = change_sets.cancelling(subscription, today)
        record_withdrawn(subscription, write(subscription, changes, now=now, by=by), now, by)
        day = str(changes.begins)
        timeline.record(subscription.tenant, "cancel_planned", now, by=by, day=day)
    return changes.begins


def withdraw(subscription: Subscription, *, now: datetime, by: Actor) -> None:
    """The planned change or cancellation, until its day; the tenant stays on the plan of today."""
    with _locked(subscription, now) as today:
        changes = list(changes_of(subscription))
        refuse_withdrawal(subscription, changes, today)
        current = version_on(changes, today)
        assert current is not None  # it is running
        withdrawal = change_sets.withdrawing(subscription, current, today)
        record_withdrawn(subscription, write(subscription, withdrawal, now=now, by=by), now, by)


@contextmanager
def _locked(subscription: Subscription, now: datetime) -> Iterator[date]:
    """The tenant's day, with the subscription locked and as it is by then."""
    with transaction.atomic():
        lock(subscription)
        refuse_deleted(subscription.tenant)
        begin_due(subscription, now)
        yield subscription.tenant.day_at(now)


def _began(change: SubscriptionChange) -> str:
    return "upgraded" if change.kind == ChangeKind.UPGRADE else "downgraded"
