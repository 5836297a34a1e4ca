"""What tenants are notified of about their usage, listed in config/notifications.py.

The mail goes where their bills go, in their language; the owner has the same in the inbox.
"""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.events import AllowanceUsed
from billing.notifications import NOBODY
from core.notifications import Guest, NotificationKind, Occurrence, Users


def _facts(event: Any) -> Mapping[str, object]:
    notice = event.notice
    return {
        "percent": notice.percent,
        "meter": notice.meter,
        "used": f"{notice.used:,}",
        "included": f"{notice.included:,}",
    }


def _payer(event: Any) -> Guest:
    tenant = event.notice.tenant
    return Guest(tenant.billing_email, tenant.language)


def _owner(event: Any) -> Users:
    return Users(pk=event.notice.tenant.user_id)


def _has_owner(event: Any) -> bool:
    return event.notice.tenant.user_id is not None


def _page(event: Any) -> str:
    return reverse("billing:usage")


def _occurrence(event: Any) -> Occurrence:
    return Occurrence(f"usage-{event.row.pk}", event.notice.at)


_WORDS: dict[str, Any] = {
    "audience": NOBODY,
    "icon": "bar-chart",
    "title": _("%(meter)s: %(percent)s%% of what is included is used"),
    "label": _("What is included is used up"),
    "text": _(
        "This month you have used %(used)s of %(included)s."
        " What exceeds it is billed at the price of your plan."
    ),
    "about": "%(meter)s",
    "button": _("See the usage"),
    "link": _page,
    "facts": _facts,
    "occurrence": _occurrence,
}
USAGE_NOTIFICATIONS = [
    NotificationKind(code="usage", on=AllowanceUsed, recipients=_payer, **_WORDS),
    NotificationKind(
        code="usage-in-inbox",
        on=AllowanceUsed,
        recipients=_owner,
        applies=_has_owner,
        mailed=False,
        **_WORDS,
    ),
]
