"""The owner of a tenant deletes the account: refused while bills are to come, or to be paid.

Cards are locked (payments.reactions), then the tenant, then its subscription, then the user, as by all verbs
of billing; only a tenant that was opened meanwhile is locked after the user.
"""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.events import AccountDeleted
from accounts.services import DeletionRefused
from billing.changes.change_sets import change_on, month_end
from billing.changes.recording import changes_of
from billing.changes.refusals import planned_end
from billing.invoice_lifecycle import PAID
from billing.invoices.drafting import draft
from billing.invoices.finalizing import close_early
from billing.lifecycle import CANCELLED
from billing.models import ClosedMonth, DueKind, Subscription, Tenant
from billing.months import Month, finalized_at, local_month
from billing.plan_changes import cancel
from billing.subscribing import lock_with_subscription
from billing.tenants import TenantData, change_tenant
from billing.usage.secrets import revoke_secret
from core.actors import SYSTEM
from core.links import has_page

PLAN_PAGE = "billing:overview"
MAX_NUMBERS = 5  # listed in a sentence


def refuse_while_billed(event: AccountDeleted) -> None:
    """While a plan that costs something goes on, an invoice is not paid, or a month is still to be billed.

    Not where billing is switched off, and nobody can cancel or pay: `end_tenant` closes the account.
    """
    if tenant := Tenant.objects.select_related("clock").filter(user=event.row).first():
        now = tenant.time_at(event.at)
        tenant, subscription = lock_with_subscription(tenant, now)
        if has_page(PLAN_PAGE):
            _refuse(tenant, subscription, now)


def end_tenant(event: AccountDeleted) -> None:
    """End the plan, revoke the API's secrets, and erase the data of bills; invoices have their own.

    Where billing is switched off, what is owed becomes invoices before that, which can be claimed still.
    With the user locked by now, so it looks again: a tenant may have been opened meanwhile. The number of
    the business that had a trial stays (billing.trials).
    """
    refuse_while_billed(event)
    tenant = Tenant.objects.select_related("clock").filter(user=event.row).first()
    if tenant is None:
        return
    now = tenant.time_at(event.at)
    _end_plan(tenant, now)
    if not has_page(PLAN_PAGE):
        _close_months(tenant, now)
    for secret in tenant.api_secrets.valid_at(event.at):
        revoke_secret(secret=secret, now=event.at)
    erased = TenantData(
        legal_name=tenant.number, billing_email="", zone=tenant.zone, language=tenant.language
    )
    change_tenant(tenant, erased, now=now, by=SYSTEM)


def _refuse(tenant: Tenant, subscription: Subscription | None, now: datetime) -> None:
    _refuse_unpaid(tenant)
    if subscription and subscription.status != CANCELLED:
        _refuse_plan(subscription, now)
    for month in sorted({local_month(now, tenant.tz), *_planned_months(tenant)}):
        if draft(tenant, month).is_due:
            _refuse_unbilled(tenant, month)


def _refuse_unpaid(tenant: Tenant) -> None:
    """Those that are not collected by themselves any more can be paid still."""
    unpaid = tenant.invoices.exclude(status=PAID).order_by("pk")
    if numbers := list(unpaid.values_list("number", flat=True)[: MAX_NUMBERS + 1]):
        named = ", ".join(numbers[:MAX_NUMBERS]) + (" …" if len(numbers) > MAX_NUMBERS else "")
        raise DeletionRefused(
            _("You have bills that are not paid: %(numbers)s. Pay them, then delete your account.")
            % {"numbers": named},
            page="billing:invoices",
            label=_("Pay the bills"),
        )


def _refuse_plan(subscription: Subscription, now: datetime) -> None:
    """One that costs something from the next month on. This month's part of it is up to the drafts."""
    following = month_end(subscription.tenant.day_at(now))
    changes = list(changes_of(subscription))
    begun = change_on(changes, following)
    for change in changes:
        version = change.version if change == begun or change.day > following else None
        if version and change.is_billed and not version.is_free:
            raise DeletionRefused(
                _("Your plan “%(plan)s” goes on. Cancel it first, then delete your account.")
                % {"plan": version.plan},
                page=PLAN_PAGE,
                label=_("See your plan"),
            )


def _planned_months(tenant: Tenant) -> set[Month]:
    """Those that are not closed, if a subscription runs or ran lately."""
    planned = tenant.due_work.filter(kind=DueKind.FINALIZE, done_at=None)
    months = {Month.parse(key) for key in planned.values_list("key", flat=True)}
    closed = ClosedMonth.objects.filter(
        tenant=tenant, first_day__in=[each.first for each in months]
    )
    return months - {each.month for each in closed}


def _refuse_unbilled(tenant: Tenant, month: Month) -> None:
    day = finalized_at(month, tenant.tz).astimezone(tenant.tz).date()
    raise DeletionRefused(
        _("Your last bill is made on %(day)s. Delete your account once it is paid.")
        % {"day": date_format(day, "DATE_FORMAT")},
        page=PLAN_PAGE,
        label=_("See your plan"),
    )


def _end_plan(tenant: Tenant, now: datetime) -> None:
    subscription = (
        Subscription.objects.select_related("tenant__clock").filter(tenant=tenant).first()
    )
    if subscription is None or subscription.status == CANCELLED:
        return
    if planned_end(list(changes_of(subscription)), tenant.day_at(now)) is None:
        cancel(subscription, now=now, by=SYSTEM)


def _close_months(tenant: Tenant, now: datetime) -> None:
    """Up to this one, in their order: each plans the next one."""
    this = local_month(now, tenant.tz)
    while months := [month for month in _planned_months(tenant) if month <= this]:
        close_early(tenant, min(months), now)
