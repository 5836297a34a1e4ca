"""One timeline a tenant: what happened, at the tenant's time."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.models import Tenant, TenantEvent
from billing.models.usage import PRODUCT_METERS
from core.actors import SYSTEM, Actor, user_of
from core.inserts import insert
from core.money import format_money
from core.reasons import words_of

DAYS = ("day", "until")  # data that are days

# The text of each kind; its values are the entry's data.
TEXTS: dict[str, Promise] = {
    "tenant_created": _("Billing begins"),
    "copied": _("Copied from tenant %(number)s"),
    "subscribed": _("Subscribed to %(plan)s"),
    "trial_began": _("Trial of %(plan)s until %(until)s"),
    "trial_ended": _("The trial is over; %(plan)s is billed from now on"),
    "upgraded": _("Changed from %(before)s to %(plan)s"),
    "downgrade_planned": _("Changes from %(before)s to %(plan)s on %(day)s"),
    "downgraded": _("Changed from %(before)s to %(plan)s"),
    "change_withdrawn": _("The change planned for %(day)s was withdrawn"),
    "cancel_planned": _("Ends on %(day)s"),
    "cancelled": _("The subscription ended"),
    "invoice_finalized": _("Invoice %(number)s for %(month)s: %(total)s"),
    "month_closed": _("%(month)s is closed; nothing is due"),
    "credit_granted": _("Credit of %(amount)s: %(reason)s"),
    "credit_note": _("Credit note %(number)s takes back %(amount)s of invoice %(invoice)s"),
    "invoice_paid": _("Invoice %(number)s is paid: %(amount)s"),
    "collection_failed": _("Invoice %(number)s could not be collected: %(reason)s"),
    "invoice_reopened": _("Invoice %(number)s is due again: %(amount)s went back to the payer"),
    "payment_returned": _("%(amount)s for invoice %(number)s goes back: %(reason)s"),
    "card_chosen": _("Bills are charged to %(card)s"),
    "card_removed": _("%(card)s was removed: bills are charged to no card"),
    "usage_reversed": _("Usage was reversed: %(quantity)s of “%(meter)s” (%(key)s)"),
    "allowance_used": _("%(percent)s%% of the included %(included)s of “%(meter)s” are used"),
    "contract_agreed": _("Own contract %(plan)s agreed from %(day)s"),
    "contract_began": _("Own contract %(plan)s since %(day)s"),
    "retry_planned": _("The next try to collect invoice %(number)s is on %(day)s"),
    "not_retried": _("Invoice %(number)s is not tried again; it can still be paid"),
    "settled": _("All that was overdue is paid"),
    "suspended": _("The plan was taken away: a bill was not paid"),
    "restored": _("Back on %(plan)s"),
    "data_changed": _("The data for bills changed"),
    "secret_added": _("A secret for the API was made, ending with %(ending)s"),
    "secret_revoked": _("The secret for the API ending with %(ending)s was revoked"),
}


def record(
    tenant: Tenant, kind: str, at: datetime, *, by: Actor = SYSTEM, **data: Any
) -> TenantEvent:
    """Append to the tenant's timeline; `at` is the tenant's time.

    `data` are texts, numbers, ISO dates, and amounts as `money` returns them.
    """
    entry = TenantEvent(tenant=tenant, kind=kind, at=at, actor=user_of(by), data=data)
    insert(entry)
    return entry


def money(amount: Decimal, currency: str) -> list[str]:
    """Written in the reader's language; what is older is stored as text, in the tenant's language."""
    return [str(amount), currency]


def text_of(entry: TenantEvent) -> str:
    """In the active language."""
    values = {name: _shown(name, value) for name, value in entry.data.items()}
    return f"{TEXTS[entry.kind] % values}"


def timeline_of(tenant: Tenant) -> QuerySet[TenantEvent]:
    """The latest first."""
    return tenant.timeline.select_related("actor")


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, list):
        amount, currency = value
        return format_money(Decimal(amount), currency)
    if name == "reason":
        return words_of(value)
    if name == "meter" and value in PRODUCT_METERS:
        return PRODUCT_METERS[value][0]
    if name not in DAYS:
        return value
    return date_format(date.fromisoformat(value), "DATE_FORMAT")
