"""What tenants are notified of while a bill is overdue, listed in config/notifications.py.

As of invoices: the mail goes to the address for bills, and the owner has the same in the inbox. Tenants on a
test clock get neither.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.dunning.events import DebtPaid, DunningEvent, InvoiceOverdue, PlanSuspended
from billing.invoices.amount_due import amount_due
from billing.models import Invoice
from billing.notifications import NOBODY
from core.money import format_money
from core.notifications import Guest, NotificationKind, Occurrence, Users
from core.reasons import PREFIX, words_of

When = Callable[[Any], Any]


def _is_real(event: Any) -> bool:
    return event.tenant.clock_id is None


def _has_owner(event: Any) -> bool:
    return _is_real(event) and event.tenant.user_id is not None


def _payer(event: Any) -> Guest:
    return Guest(event.tenant.billing_email, event.tenant.language)


def _owner(event: Any) -> Users:
    return Users(pk=event.tenant.user_id)


def _occurrence(event: Any) -> Occurrence:
    return Occurrence(f"dunning-{event.row.pk}", event.at)


def _invoice_page(event: Any) -> str:
    invoice: Invoice = event.invoice
    return invoice.get_absolute_url()


def _plan_page(event: Any) -> str:
    return reverse("billing:overview")


def _facts(event: Any) -> Mapping[str, object]:
    invoice = event.invoice
    return {
        "number": invoice.number,
        "amount": format_money(amount_due(invoice), invoice.currency),
        "reason": words_of(PREFIX + event.reason),
    }


def _facts_of_overdue(event: Any) -> Mapping[str, object]:
    return {**_facts(event), "outlook": _outlook(event)}


def _outlook(event: InvoiceOverdue) -> str:
    if event.next_try_at is None:
        return _("We do not try it again. The amount stays due.")
    local = event.next_try_at.astimezone(event.tenant.tz)
    return _("We try it again on %(day)s.") % {"day": date_format(local, "DATE_FORMAT")}


def _facts_of_plan(event: Any) -> Mapping[str, object]:
    return {"plan": event.plan}


def _both(
    code: str, on: type[DunningEvent], when: When = lambda event: True, **words: Any
) -> list[NotificationKind]:
    """The mail, and the same in the inbox."""
    common: dict[str, Any] = {"on": on, "audience": NOBODY, "occurrence": _occurrence, **words}
    return [
        NotificationKind(
            code=code,
            recipients=_payer,
            applies=lambda event: _is_real(event) and when(event),
            **common,
        ),
        NotificationKind(
            code=f"{code}-in-inbox",
            recipients=_owner,
            applies=lambda event: _has_owner(event) and when(event),
            mailed=False,
            **common,
        ),
    ]


DUNNING_NOTIFICATIONS = [
    *_both(
        "overdue",
        InvoiceOverdue,
        icon="exclamation-circle",
        title=gettext_lazy("Invoice %(number)s is overdue: %(amount)s"),
        label=gettext_lazy("Overdue invoice"),
        text=gettext_lazy(
            "%(reason)s %(outlook)s You can pay it now on the page of the invoice."
            " Your customers notice nothing."
        ),
        about="%(number)s",
        button=gettext_lazy("Pay now"),
        link=_invoice_page,
        facts=_facts_of_overdue,
    ),
    *_both(
        "suspended",
        PlanSuspended,
        icon="exclamation-circle",
        title=gettext_lazy("Your plan has ended: invoice %(number)s was not paid"),
        label=gettext_lazy("End of a plan that was not paid"),
        text=gettext_lazy(
            "%(reason)s That was the last try, and %(amount)s stay due. From now on the limits of those"
            " without a plan apply: what is beyond them is read-only, and your customers notice nothing."
            " As soon as all overdue bills are paid, your plan comes back."
        ),
        about="%(number)s",
        button=gettext_lazy("Pay now"),
        link=_invoice_page,
        facts=_facts,
    ),
    *_both(
        "debt-paid",
        DebtPaid,
        lambda event: not event.plan,
        icon="check-circle",
        title=gettext_lazy("All overdue bills are paid"),
        text=gettext_lazy("Thank you. There is nothing more for you to do."),
        button=gettext_lazy("See your plan"),
        link=_plan_page,
    ),
    *_both(
        "restored",
        DebtPaid,
        lambda event: event.plan,
        icon="check-circle",
        title=gettext_lazy("Your plan is back: %(plan)s"),
        label=gettext_lazy("Return of a plan"),
        text=gettext_lazy(
            "Thank you: all overdue bills are paid. The days without the plan are not billed."
        ),
        button=gettext_lazy("See your plan"),
        link=_plan_page,
        facts=_facts_of_plan,
    ),
]
