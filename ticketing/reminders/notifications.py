"""Mails of “remind me”, listed in config/notifications.py."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.opt_in import link_key, link_to_withdraw, requester_of
from core.notifications import Audience, NotificationKind, Occurrence
from ticketing.reminders.events import ReminderAsked, SaleOpensSoon
from ticketing.reminders.services import CONFIRM_SALT, STOP_SALT

REMINDERS = Audience(pgettext_lazy("notifications", "Events"), includes=lambda user: True)
REQUESTS = Audience(_("Requests"), includes=lambda user: False)  # of a mailbox without an account
LINK_TO_STOP = link_to_withdraw("ticketing:reminder-stop", STOP_SALT)


def _facts(event: Any) -> Mapping[str, object]:
    return {"event": event.row.event, "store": event.row.event.store}


# fmt: off
REMINDER_NOTIFICATIONS = [
    NotificationKind(code="reminder-confirm", on=ReminderAsked, audience=REQUESTS, icon="bell",
        title=_("Shall we remind you of “%(event)s”?"), label=_("Confirmation of a reminder"),
        text=_("On Jumun somebody, probably you, asked to be reminded by one mail before tickets for "
               "“%(event)s” go on sale. Confirm it within three days. If you do not, you get no further "
               "mail, and your e-mail is deleted."),
        link=lambda event: reverse("ticketing:reminder-confirm", args=[link_key(event.row.pk, CONFIRM_SALT)]),
        button=_("Yes, remind me"), recipients=requester_of, facts=_facts, unsubscribe_link=LINK_TO_STOP,
        occurrence=lambda event: Occurrence(f"reminder-ask-{event.row.pk.hex}", event.at)),
    NotificationKind(code="sale-opens", on=SaleOpensSoon, audience=REMINDERS, icon="calendar3",
        title=_("Tickets for “%(event)s” go on sale soon"), label=_("A sale opens that you wait for"),
        about="%(store)s",
        text=_("The sale of tickets for “%(event)s” opens within half an hour. Its page counts down, and "
               "opens the sale by itself."),
        link=lambda event: event.row.event.get_absolute_url(), button=_("To the event"),
        recipients=requester_of, facts=_facts, unsubscribe_link=LINK_TO_STOP,
        occurrence=lambda event: Occurrence(f"sale-opens-{event.row.pk.hex}", event.at)),
]
# fmt: on
