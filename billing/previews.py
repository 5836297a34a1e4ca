"""What a plan would cost and take away, before it is chosen; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from billing.changes import change_sets
from billing.changes.change_sets import ChangeSet
from billing.changes.recording import changes_of
from billing.changes.refusals import refuse_choice, refuse_plan, refuse_subscribing
from billing.invoices.drafting import closed_before, facts_of
from billing.invoices.lines import Draft, draft_of
from billing.lifecycle import CANCELLED
from billing.models import BillingPlanVersion, Subscription, SubscriptionChange, Tenant
from billing.months import local_month
from billing.plans.allowances import allowances_by
from billing.trials import may_have_trial
from core.limits import beyond


@dataclass(frozen=True, slots=True)
class Preview:
    """`begins` on this day; `now` and `then` are this month's invoice without and with the change.

    `beyond` are the rows above the new limits, which would be read-only, by the code of their resource.
    """

    version: BillingPlanVersion
    begins: date
    is_today: bool
    trial_ends: date | None
    now: Draft
    then: Draft
    beyond: Mapping[str, Sequence[Any]]

    @property
    def difference(self) -> Decimal:
        """What this month costs more; below zero, less."""
        return self.then.total - self.now.total


def preview(tenant: Tenant, version: BillingPlanVersion, *, now: datetime) -> Preview:
    """Of subscribing, or of changing the plan; raises SubscriptionRefused as the verb would."""
    today, subscription = tenant.day_at(now), _subscription_of(tenant)
    before = list(changes_of(subscription)) if subscription else []
    changes = _changes(tenant, subscription, version, today)
    without, with_change = _drafts(tenant, before, changes.applied_to(before), version, now)
    trial_ends = change_sets.trial_end_of(changes, subscription, today)
    return Preview(
        version,
        changes.begins,
        changes.begins == today,
        trial_ends,
        without,
        with_change,
        beyond_of(tenant, version, now),
    )


def beyond_of(
    tenant: Tenant, version: BillingPlanVersion, now: datetime
) -> Mapping[str, Sequence[Any]]:
    """What the owner has above the limits of the version."""
    if tenant.user_id is None:
        return {}
    return beyond(tenant.user_id, allowances_by(version), now)


def _subscription_of(tenant: Tenant) -> Subscription | None:
    return Subscription.objects.filter(tenant=tenant).select_related("tenant__clock").first()


def _changes(
    tenant: Tenant, subscription: Subscription | None, version: BillingPlanVersion, today: date
) -> ChangeSet:
    if subscription and subscription.status != CANCELLED:
        current = refuse_choice(subscription, version, today)
        return change_sets.choosing(subscription, current, version, today)
    refuse_plan(tenant, version)
    if subscription:
        refuse_subscribing(subscription, today)
    has_trial = version.trial_days and may_have_trial(tenant)
    ends = today + timedelta(days=version.trial_days) if has_trial else None
    return change_sets.starting(version, today, ends)


def _drafts(
    tenant: Tenant,
    before: list[SubscriptionChange],
    after: list[SubscriptionChange],
    version: BillingPlanVersion,
    now: datetime,
) -> tuple[Draft, Draft]:
    """Of this month, by the function that makes its invoice."""
    month = local_month(now, tenant.tz)
    closed = closed_before(tenant, month)
    facts = facts_of(tenant, month, closed)
    changed = facts_of(tenant, month, closed, instead=[each.as_billed for each in after])
    names = {**facts.plan_names, version.plan.code: version.plan.name}
    return draft_of(facts), draft_of(replace(changed, plan_names=names))
