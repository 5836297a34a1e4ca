"""What users are notified of by this app itself: their consent to advertising."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.notifications import Audience, NotificationKind, Occurrence, Users
from notifications.events import ConsentGiven, ConsentToConfirm, ConsentWithdrawn

CONSENT = Audience(_("Advertising"), includes=lambda user: False)  # always sent: nothing to choose


def _facts(event: Any) -> Mapping[str, object]:
    def written(time: Any) -> str:
        return date_format(timezone.localtime(time), "DATETIME_FORMAT")

    withdrawn = event.row.withdrawn_at
    return {
        "sender": settings.ADVERTISER,
        "given": written(event.row.given_at),
        "withdrawn": written(withdrawn) if withdrawn else "",
    }


def _own(verb: str) -> Any:
    def occurrence(event: Any) -> Occurrence:
        key = f"consent-{event.row.pk}-{verb}"
        return Occurrence(key, event.at, actor_id=event.row.user_id)

    return occurrence


def _confirmation(event: Any) -> Occurrence:
    return Occurrence(f"consent-{event.row.pk}-{event.row.confirm_at:%Y%m%d}", event.at)


COMMON: Mapping[str, Any] = {
    "audience": CONSENT,
    "icon": "envelope",
    "about_consent": True,
    "facts": _facts,
    "recipients": lambda event: Users(pk=event.row.user_id),
    "link": lambda event: reverse("notifications:preferences"),
    "button": _("Choose your mails"),
}

# fmt: off
CONSENT_NOTIFICATIONS = [
    NotificationKind(code="consent-given", on=ConsentGiven, confirms=True,
        title=_("You agreed to advertising by mail"),
        text=_("On %(given)s you agreed that %(sender)s mails you advertising: coupons of what you follow, "
               "and reminders of yours. It is registered. You can withdraw it at any time: in your "
               "preferences, or by the link in this mail and in each of those."),
        occurrence=_own("given"), **COMMON),
    NotificationKind(code="consent-withdrawn", on=ConsentWithdrawn, confirms=True,
        title=_("No more advertising by mail"),
        text=_("On %(withdrawn)s you withdrew your consent to advertising by mail of %(sender)s. It is done: "
               "you get no more of it."),
        occurrence=_own("withdrawn"), **COMMON),
    NotificationKind(code="consent-to-confirm", on=ConsentToConfirm,
        title=_("Do you still want advertising by mail?"),
        text=_("On %(given)s you agreed that %(sender)s mails you advertising. If that is still right, there "
               "is nothing to do: your consent stays. If it is not, withdraw it in your preferences, or by "
               "the link in this mail."),
        occurrence=_confirmation, **COMMON),
]
# fmt: on
