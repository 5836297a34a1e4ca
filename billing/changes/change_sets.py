"""What a verb does to the changes of a subscription: decided without writing, so that it can be shown first.

Up begins at once, down at the month's end: on the 1st of the next local month. During a trial, in which
nothing is billed, both begin at once, and the trial's end stays. Of each local day there is one change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from billing.lifecycle import SubscriptionStatus
from billing.models import BillingPlanVersion, ChangeKind, Subscription, SubscriptionChange
from billing.months import Month
from billing.plans.versions import is_up
from core.days import DAY


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Planned changes on or after `withdrawn_from` are deleted, then `changes` are put on their days."""

    withdrawn_from: date
    changes: tuple[SubscriptionChange, ...]  # unsaved
    kept: tuple[ChangeKind, ...] = ()  # that are not withdrawn

    @property
    def begins(self) -> date:
        return self.changes[0].day

    def applied_to(self, changes: Iterable[SubscriptionChange]) -> list[SubscriptionChange]:
        """What is then, by the day."""
        left = [each for each in changes if not self.withdraws(each)]
        by_day = {each.day: each for each in [*left, *self.changes]}
        return [by_day[day] for day in sorted(by_day)]

    def withdraws(self, change: SubscriptionChange) -> bool:
        return change.day >= self.withdrawn_from and change.kind not in self.kept


def change_on(changes: Iterable[SubscriptionChange], day: date) -> SubscriptionChange | None:
    """The one that counts on the day."""
    return max(
        (each for each in changes if each.day <= day), key=lambda each: each.day, default=None
    )


def version_on(changes: Iterable[SubscriptionChange], day: date) -> BillingPlanVersion | None:
    """None where there is no plan, also during a suspension."""
    change = change_on(changes, day)
    return change.version if change and change.kind != ChangeKind.SUSPEND else None


def starting(
    version: BillingPlanVersion,
    today: date,
    trial_ends: date | None = None,
    kind: ChangeKind = ChangeKind.START,
) -> ChangeSet:
    if trial_ends is None:
        return _set(today, _change(today, kind, version))
    return _set(
        today,
        _change(today, ChangeKind.TRIAL, version, is_billed=False),
        _change(trial_ends, ChangeKind.START, version),
    )


def choosing(
    subscription: Subscription, current: BillingPlanVersion, new: BillingPlanVersion, today: date
) -> ChangeSet:
    """Another plan, instead of what is planned."""
    up = is_up(current, new)
    kind = ChangeKind.UPGRADE if up else ChangeKind.DOWNGRADE
    if is_in_trial(subscription, today):
        return _set(
            today,
            _change(today, kind, new, is_billed=False),
            _change(trial_end(subscription), ChangeKind.START, new),
        )
    return _set(today, _change(today if up else month_end(today), kind, new))


def cancelling(subscription: Subscription, today: date) -> ChangeSet:
    """At the month's end; a trial is used to its end."""
    in_trial = is_in_trial(subscription, today)
    day = trial_end(subscription) if in_trial else month_end(today)
    return _set(today, _change(day, ChangeKind.CANCEL, None, is_billed=False))


def withdrawing(subscription: Subscription, current: BillingPlanVersion, today: date) -> ChangeSet:
    """Nothing is planned any more, except that a trial ends."""
    if not is_in_trial(subscription, today):
        return _set(today)
    return _set(today, _change(trial_end(subscription), ChangeKind.START, current))


def contracting(version: BillingPlanVersion, day: date, today: date) -> ChangeSet:
    """A contract from the day on; what is planned before it stays."""
    return ChangeSet(max(day, today + DAY), (_change(day, ChangeKind.CONTRACT, version),))


def suspending(current: BillingPlanVersion | None, today: date) -> ChangeSet:
    """No plan from today on. A cancellation that was planned stays, since a restoration does not undo it."""
    change = _change(today, ChangeKind.SUSPEND, current, is_billed=False)
    return ChangeSet(today + DAY, (change,), kept=(ChangeKind.CANCEL,))


def restoring(version: BillingPlanVersion, today: date) -> ChangeSet:
    change = _change(today, ChangeKind.RESTORE, version)
    return ChangeSet(today + DAY, (change,), kept=(ChangeKind.CANCEL,))


def month_end(today: date) -> date:
    """The day from which on the next month's plan counts."""
    return Month.of(today).following.first


def is_in_trial(subscription: Subscription, today: date) -> bool:
    return subscription.status == SubscriptionStatus.TRIALING and today < trial_end(subscription)


def trial_end_of(changes: ChangeSet, subscription: Subscription | None, today: date) -> date | None:
    """The first day after the trial in which the tenant is after the changes."""
    if changes.changes[0].is_billed:
        return None
    if subscription and is_in_trial(subscription, today):
        return subscription.trial_ends
    return changes.changes[-1].day


def planned(changes: Sequence[SubscriptionChange], today: date) -> list[SubscriptionChange]:
    """What may still be withdrawn, in order of the days; the end of a trial is not."""
    return [each for each in changes if each.day > today and each.kind != ChangeKind.START]


def trial_end(subscription: Subscription) -> date:
    """The first day after its trial, of a subscription that began with one."""
    assert subscription.trial_ends is not None  # a constraint
    return subscription.trial_ends


def _set(today: date, *changes: SubscriptionChange) -> ChangeSet:
    return ChangeSet(today + DAY, changes)


def _change(
    day: date, kind: ChangeKind, version: BillingPlanVersion | None, *, is_billed: bool = True
) -> SubscriptionChange:
    return SubscriptionChange(day=day, kind=kind, version=version, is_billed=is_billed)
