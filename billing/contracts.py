"""Contracts: plans of one tenant, agreed by administrators; `now` is the tenant's time."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from billing import timeline
from billing.changes import change_sets
from billing.changes.due import begin_due
from billing.changes.recording import changes_of, write
from billing.changes.refusals import refuse_second_change, refuse_subscribing
from billing.lifecycle import CANCELLED
from billing.models import BillingPlanVersion, ChangeKind, Subscription, Tenant
from billing.refusals import SubscriptionRefused
from billing.subscribing import lock_with_subscription, start_with
from core.actors import Actor


@transaction.atomic
def agree_contract(
    tenant: Tenant, version: BillingPlanVersion, *, day: date, now: datetime, by: Actor
) -> Subscription:
    """From the day on, instead of what is planned from then on; a trial is over by then.

    A tenant without a running subscription starts with it, today. Raises SubscriptionRefused.
    """
    tenant, subscription = lock_with_subscription(tenant, now)
    today = tenant.day_at(now)
    _refuse(tenant, version, day, today)
    _refuse_day(subscription, day, today)
    if subscription is None or subscription.status == CANCELLED:
        changes = change_sets.starting(version, today, kind=ChangeKind.CONTRACT)
        return start_with(tenant, subscription, changes, now=now, by=by)
    _shorten_trial(subscription, day, now)
    write(subscription, change_sets.contracting(version, day, today), now=now, by=by)
    names = {"plan": version.plan.name, "day": str(day)}
    timeline.record(tenant, "contract_agreed", now, by=by, **names)
    begin_due(subscription, now)
    return subscription


def objection_to_contract(version: BillingPlanVersion, day: date, now: datetime) -> str:
    """Why `agree_contract` would refuse it as things are; empty if it would not. `now` is of the wall."""
    tenant = version.plan.tenant
    if tenant is None:
        return _("This plan is not a contract of this tenant.")
    subscription = Subscription.objects.filter(tenant=tenant).first()
    try:
        today = tenant.day_at(tenant.time_at(now))
        _refuse(tenant, version, day, today)
        _refuse_day(subscription, day, today)
    except SubscriptionRefused as refusal:
        return str(refusal)
    return ""


def _refuse_day(subscription: Subscription | None, day: date, today: date) -> None:
    """A tenant without a plan starts today; of one day there is one change."""
    if subscription is None or subscription.status == CANCELLED:
        if day != today:
            raise SubscriptionRefused(_("Without a plan of today, a contract begins today."))
        if subscription:
            refuse_subscribing(subscription, today)
    elif day == today:
        refuse_second_change(list(changes_of(subscription)), today)


def _shorten_trial(subscription: Subscription, day: date, now: datetime) -> None:
    today = subscription.tenant.day_at(now)
    if change_sets.is_in_trial(subscription, today) and day < change_sets.trial_end(subscription):
        subscription.trial_ends = day
        subscription.save(update_fields=["trial_ends"])


def _refuse(tenant: Tenant, version: BillingPlanVersion, day: date, today: date) -> None:
    if version.plan.tenant_id != tenant.pk:
        raise SubscriptionRefused(_("This plan is not a contract of this tenant."))
    if version.currency != tenant.currency:
        raise SubscriptionRefused(_("The contract is in another currency than the tenant's bills."))
    if day < today:
        raise SubscriptionRefused(_("A contract begins today or later."))
