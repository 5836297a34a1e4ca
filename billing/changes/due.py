"""What begins on its day: a trial ends, a planned change counts, a subscription ends.

The changes count by their days in any case; here the status follows, and the timeline. Every verb does this
first, since the worker may be late.
"""

from datetime import date, datetime

from django.db import transaction

from billing import due_work, timeline
from billing.changes.change_sets import change_on
from billing.changes.recording import changes_of
from billing.lifecycle import RUNNING, EndReason, SubscriptionStatus
from billing.models import ChangeKind, DueKind, DueWork, Subscription, SubscriptionChange
from core.actors import SYSTEM
from core.days import DAY
from core.lifecycle import lock, move_locked


def begin_due(subscription: Subscription, now: datetime) -> None:
    """Let the status follow what has begun; the subscription is locked by the caller. Idempotent."""
    today = subscription.tenant.day_at(now)
    change = change_on(changes_of(subscription), today)
    if subscription.status not in RUNNING or change is None:
        return
    if _trial_is_over(subscription, today) and not _ended_with_trial(subscription):
        _activate(subscription)
    if change.kind == ChangeKind.CANCEL:
        _end(subscription, change)


@transaction.atomic
def begin_change(work: DueWork, now: datetime) -> None:
    """What is due on a day, or nothing if it was withdrawn."""
    subscription = Subscription.objects.get(tenant=work.tenant_id)
    lock(subscription)
    begin_due(subscription, now)
    day = date.fromisoformat(work.key)
    change = changes_of(subscription).filter(day=day).first()
    if change and day <= subscription.tenant.day_at(now):
        _record_begin(subscription, change)


def _record_begin(subscription: Subscription, change: SubscriptionChange) -> None:
    kinds = {ChangeKind.DOWNGRADE: "downgraded", ChangeKind.CONTRACT: "contract_began"}
    kind, tenant = kinds.get(ChangeKind(change.kind)), subscription.tenant
    before = change_on(changes_of(subscription), change.day - DAY)
    values = {"before": _name(before), "plan": _name(change), "day": str(change.day)}
    if kind and not tenant.timeline.filter(kind=kind, data=values).exists():
        timeline.record(tenant, kind, tenant.start_of(change.day), by=SYSTEM, **values)


def _name(change: SubscriptionChange | None) -> str:
    return change.version.plan.name if change and change.version else ""


def _trial_is_over(subscription: Subscription, today: date) -> bool:
    ends = subscription.trial_ends
    return subscription.status == SubscriptionStatus.TRIALING and bool(ends and ends <= today)


def _ended_with_trial(subscription: Subscription) -> bool:
    ends = subscription.changes.filter(kind=ChangeKind.CANCEL)
    return ends.filter(day=subscription.trial_ends or date.max).exists()


def _activate(subscription: Subscription) -> None:
    tenant, ends = subscription.tenant, subscription.trial_ends
    assert ends is not None  # a constraint
    at, change = tenant.start_of(ends), change_on(changes_of(subscription), ends)
    move_locked(subscription, "activate", by=SYSTEM, now=at)
    plan = str(change.version.plan) if change and change.version else ""
    timeline.record(tenant, "trial_ended", at, plan=plan)


def _end(subscription: Subscription, change: SubscriptionChange) -> None:
    tenant = subscription.tenant
    at = tenant.start_of(change.day)
    move_locked(subscription, "cancel", by=SYSTEM, now=at, reason=EndReason.ASKED)
    timeline.record(tenant, "cancelled", at)


HANDLERS: dict[str, due_work.Handler] = {
    DueKind.TRIAL_END: begin_change,
    DueKind.CHANGE: begin_change,
}
