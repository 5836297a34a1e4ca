"""What users on a waiting list are notified of, listed in config/notifications.py."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.opt_in import link_key, link_to_withdraw, requester_of
from core.notifications import Audience, NotificationKind, Occurrence
from ticketing.waiting.events import PlacesOffered, WaitedInVain, WishMade
from ticketing.waiting.wishes import CONFIRM_SALT, LEAVE_SALT, OFFER_SALT, event_keys

WAITING = Audience(pgettext_lazy("notifications", "Waiting lists"), includes=lambda user: True)
WISHES = Audience(_("Requests"), includes=lambda user: False)  # of a mailbox without an account
LINK_TO_LEAVE = link_to_withdraw("ticketing:waiting-leave", LEAVE_SALT)


def facts_of_wish(event: Any) -> Mapping[str, object]:
    """In the time zone of the event, not the reader's."""
    wish, show = event.row, event.row.date.event
    zone = show.time_zone
    until = wish.offered_until
    return {
        "event": show,
        "store": show.store,
        "day": date_format(wish.date.begins_at.astimezone(zone), "SHORT_DATETIME_FORMAT"),
        "pieces": wish.quantity,
        "until": date_format(until.astimezone(zone), "SHORT_DATETIME_FORMAT") if until else "",
    }


# fmt: off
WAITING_NOTIFICATIONS = [
    NotificationKind(code="wish-confirm", on=WishMade, audience=WISHES, icon="bell",
        title=_("Do you want to wait for tickets of “%(event)s”?"),
        label=_("Confirmation of a place on a waiting list"),
        text=_("On Jumun somebody, probably you, joined the waiting list of “%(event)s” on %(day)s: tickets: "
               "%(pieces)s. Confirm it within three days. If you do not, you get no further mail, and your "
               "e-mail is deleted."),
        link=lambda event: reverse("ticketing:waiting-confirm", args=[link_key(event.row.pk, CONFIRM_SALT)]),
        button=_("Yes, let me wait"), recipients=requester_of, facts=facts_of_wish,
        unsubscribe_link=LINK_TO_LEAVE,
        occurrence=lambda event: Occurrence(event_keys(event.row.pk)["wish-confirm"], event.at)),
    NotificationKind(code="places-offered", on=PlacesOffered, audience=WAITING, icon="bell",
        title=_("It is your turn: “%(event)s”"),
        label=_("Places are free that you wait for"), about="%(store)s",
        text=_("Tickets of “%(event)s” on %(day)s came back: %(pieces)s of them are held for you until "
               "%(until)s. After that they go to the next."),
        link=lambda event: reverse("ticketing:waiting-offer", args=[link_key(event.row.pk, OFFER_SALT)]),
        button=_("See your places"), recipients=requester_of, facts=facts_of_wish,
        unsubscribe_link=LINK_TO_LEAVE,
        occurrence=lambda event: Occurrence(event_keys(event.row.pk)["places-offered"], event.at)),
    NotificationKind(code="waited-in-vain", on=WaitedInVain, audience=WAITING, icon="slash-circle",
        title=_("Cancelled: %(event)s"),
        label=_("A date that you wait for was cancelled"), about="%(store)s",
        text=_("“%(event)s” on %(day)s does not take place. You no longer wait for its tickets."),
        link=lambda event: event.row.date.event.get_absolute_url(),
        button=_("See the event"), recipients=requester_of, facts=facts_of_wish,
        unsubscribe_link=LINK_TO_LEAVE,
        occurrence=lambda event: Occurrence(event_keys(event.row.pk)["waited-in-vain"], event.at)),
]
# fmt: on
