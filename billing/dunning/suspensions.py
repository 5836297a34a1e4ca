"""Verbs of dunning: a debt that was not paid takes the plan away, its payment gives it back.

`now` is the tenant's time. The days between are not billed. Both may be on one day, and overwrite what
changed on it.
"""

from datetime import datetime

from django.db import transaction

from billing import timeline
from billing.changes import change_sets
from billing.changes.change_sets import change_on
from billing.changes.due import begin_due
from billing.changes.recording import changes_of, record_withdrawn, write
from billing.invoices.finalizing import plan_finalizing
from billing.lifecycle import RUNNING, EndReason
from billing.models import ChangeKind, Subscription
from billing.months import local_month
from core.actors import SYSTEM
from core.lifecycle import lock, move_locked


@transaction.atomic
def suspend(subscription: Subscription, *, now: datetime) -> bool:
    """No plan from today on; False if there was none. A cancellation that is planned stays so."""
    lock(subscription)
    begin_due(subscription, now)
    if subscription.status not in RUNNING:
        return False
    tenant = subscription.tenant
    today = tenant.day_at(now)
    current = change_on(changes_of(subscription), today)
    changes = change_sets.suspending(current.version if current else None, today)
    withdrawn = write(subscription, changes, now=now, by=SYSTEM)
    record_withdrawn(subscription, withdrawn, now, SYSTEM)
    move_locked(subscription, "cancel", by=SYSTEM, now=now, reason=EndReason.UNPAID)
    timeline.record(tenant, "suspended", now)
    return True


@transaction.atomic
def restore(subscription: Subscription, *, now: datetime) -> bool:
    """The plan that the suspension took away, from today on; False unless one did.

    A cancellation that was planned before the suspension, and whose day has come, ends it again.
    """
    lock(subscription)
    if subscription.ended_for != EndReason.UNPAID:
        return False
    tenant = subscription.tenant
    today, changes = tenant.day_at(now), list(changes_of(subscription))
    move_locked(subscription, "restore", by=SYSTEM, now=now)
    last = change_on(changes, today)
    if last and last.kind == ChangeKind.SUSPEND and last.version:
        write(subscription, change_sets.restoring(last.version, today), now=now, by=SYSTEM)
        timeline.record(tenant, "restored", now, plan=last.version.plan.name)
        plan_finalizing(tenant, local_month(now, tenant.tz))
    begin_due(subscription, now)
    return True
