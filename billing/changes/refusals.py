"""Why a plan cannot be changed so, or not now: each raises SubscriptionRefused with a sentence."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing.changes.change_sets import choosing, planned, version_on
from billing.changes.recording import changes_of
from billing.invoices.debts import overdue_of
from billing.lifecycle import CANCELLED, PAST_DUE, RUNNING, EndReason
from billing.models import (
    BillingPlanVersion,
    ChangeKind,
    Subscription,
    SubscriptionChange,
    Tenant,
)
from billing.plans.versions import is_offered_to, is_up
from billing.refusals import SubscriptionRefused
from billing.tenants import is_deserted


def refuse_deleted(tenant: Tenant) -> None:
    """With the tenant or its subscription locked, as the deletion of its owner's account locks both."""
    if is_deserted(tenant):
        raise SubscriptionRefused(_("This account was deleted."))


def refuse_plan(tenant: Tenant, version: BillingPlanVersion) -> None:
    if not is_offered_to(tenant, version):
        raise SubscriptionRefused(_("This plan is not offered any more. Please choose again."))


def refuse_subscribing(subscription: Subscription, today: date) -> None:
    """Unless it ended, not today, and left no debt."""
    if subscription.status in RUNNING:
        raise SubscriptionRefused(_("You have a plan already: please change that."))
    if subscription.ended_for == EndReason.UNPAID:
        raise SubscriptionRefused(
            _("Once all overdue bills are paid, your plan comes back by itself.")
        )
    if overdue_of(subscription.tenant).exists():
        raise SubscriptionRefused(
            _("A bill is overdue. Please pay it first, and then choose a plan.")
        )
    refuse_second_change(list(changes_of(subscription)), today)


def refuse_ended(subscription: Subscription) -> None:
    if subscription.status == CANCELLED:
        raise SubscriptionRefused(_("The subscription has ended."))


def refuse_second_change(changes: Sequence[SubscriptionChange], today: date) -> None:
    """What is only planned may be changed at any time, until it begins."""
    if any(change.day == today for change in changes):
        raise SubscriptionRefused(
            _(
                "The plan changes once a day at most, and has changed today. Please come back tomorrow."
            )
        )


def refuse_choice(
    subscription: Subscription, new: BillingPlanVersion, today: date
) -> BillingPlanVersion:
    """The current version, of which the tenant may change to the new one."""
    refuse_ended(subscription)
    refuse_plan(subscription.tenant, new)
    changes = list(changes_of(subscription))
    current = version_on(changes, today)
    if current is None:
        raise SubscriptionRefused(_("The subscription has ended."))
    _refuse_contract(current, changes, today)
    _refuse_end(changes, today)
    if current == new:
        raise SubscriptionRefused(_("This is your plan already."))
    if is_up(current, new):
        _refuse_debt(subscription)
    if choosing(subscription, current, new, today).begins == today:
        refuse_second_change(changes, today)
    return current


def refuse_cancelling(
    subscription: Subscription, changes: Sequence[SubscriptionChange], today: date
) -> None:
    refuse_ended(subscription)
    if planned_end(changes, today):
        raise SubscriptionRefused(_("The subscription is cancelled already."))


def refuse_withdrawal(
    subscription: Subscription, changes: Sequence[SubscriptionChange], today: date
) -> None:
    """Unless something is planned that the tenant may withdraw."""
    refuse_ended(subscription)
    if not planned(changes, today):
        raise SubscriptionRefused(_("No change is planned any more."))
    if any(change.kind == ChangeKind.CONTRACT for change in planned(changes, today)):
        raise SubscriptionRefused(_("Your own contract is changed by us only: please ask."))


def _refuse_contract(
    current: BillingPlanVersion, changes: Sequence[SubscriptionChange], today: date
) -> None:
    coming = [change.kind for change in planned(changes, today)]
    if current.plan.tenant_id is not None or ChangeKind.CONTRACT in coming:
        raise SubscriptionRefused(_("Your own contract is changed by us only: please ask."))


def _refuse_end(changes: Sequence[SubscriptionChange], today: date) -> None:
    end = planned_end(changes, today)
    if end:
        text = _("The subscription ends on %(day)s. Please withdraw the cancellation first.")
        raise SubscriptionRefused(text % {"day": date_format(end.day, "DATE_FORMAT")})


def _refuse_debt(subscription: Subscription) -> None:
    if subscription.status == PAST_DUE:
        raise SubscriptionRefused(
            _("A bill is overdue. Once it is paid, you can choose a larger plan.")
        )


def planned_end(changes: Sequence[SubscriptionChange], today: date) -> SubscriptionChange | None:
    ends = (change for change in planned(changes, today) if change.kind == ChangeKind.CANCEL)
    return next(ends, None)
