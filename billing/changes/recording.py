"""Writes the changes of a subscription, with the work that is due on their days."""

from datetime import datetime

from django.db.models import QuerySet

from billing import due_work, timeline
from billing.changes.change_sets import ChangeSet
from billing.models import ChangeKind, DueKind, Subscription, SubscriptionChange, Tenant
from core.actors import Actor, user_of
from core.limits import allowances_changed


def changes_of(subscription: Subscription) -> QuerySet[SubscriptionChange]:
    """In order of the days, with their plans."""
    return subscription.changes.select_related("version__plan").order_by("day")


def write(
    subscription: Subscription, changes: ChangeSet, *, now: datetime, by: Actor
) -> list[SubscriptionChange]:
    """Of a subscription locked by the caller; returns the planned changes that were withdrawn."""
    withdrawn = [each for each in changes_of(subscription) if changes.withdraws(each)]
    for change in withdrawn:
        _withdraw(subscription.tenant, change)
    for change in changes.changes:
        _put(subscription, change, now, by)
    if subscription.tenant.user_id is not None:
        allowances_changed(subscription.tenant.user_id)
    return withdrawn


def record_withdrawn(
    subscription: Subscription, withdrawn: list[SubscriptionChange], now: datetime, by: Actor
) -> None:
    for change in withdrawn:
        if change.kind != ChangeKind.START:  # the end of a trial, which is put again
            day = str(change.day)
            timeline.record(subscription.tenant, "change_withdrawn", now, by=by, day=day)


def _withdraw(tenant: Tenant, change: SubscriptionChange) -> None:
    due_work.drop_work(tenant, _work_of(change), change.day)
    change.delete()


def _put(subscription: Subscription, change: SubscriptionChange, now: datetime, by: Actor) -> None:
    values = {
        "version": change.version,
        "kind": change.kind,
        "is_billed": change.is_billed,
        "made_at": now,
        "made_by": user_of(by),
    }
    subscription.changes.update_or_create(day=change.day, defaults=values)
    tenant = subscription.tenant
    if change.day > tenant.day_at(now):
        due_work.plan_work(tenant, _work_of(change), change.day, tenant.start_of(change.day))


def _work_of(change: SubscriptionChange) -> DueKind:
    return DueKind.TRIAL_END if change.kind == ChangeKind.START else DueKind.CHANGE
