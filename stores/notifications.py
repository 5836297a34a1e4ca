"""What people are notified of by stores, listed in config/notifications.py."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.opt_in import link_key, link_to_withdraw, requester_of
from core.notifications import Audience, Guest, NotificationKind, Occurrence
from stores.access import Right, members_with, rights_of
from stores.events import MemberInvited, ProductRestocked, RestockRequested, StockRanLow
from stores.invitations import path_of
from stores.restocks import CONFIRM_SALT, STOP_SALT, event_keys

INVITED = Audience(_("Invitations"), includes=lambda user: False)  # nothing to choose for them
REQUESTS = Audience(_("Requests"), includes=lambda user: False)  # of a mailbox without an account
WANTED = Audience(_("What you wait for"), includes=lambda user: True)
MENU = Audience(_("Your menus"), includes=lambda user: Right.EDIT_MENU in rights_of(user))
LINK_TO_STOP = link_to_withdraw("stores:restock-stop", STOP_SALT)


def _mailbox(event: Any) -> Guest:
    """Mail only, whether the address has an account or not."""
    return Guest(event.row.email, event.row.language)


def _facts(event: Any) -> Mapping[str, object]:
    return {"store": event.row.store, "role": event.row.get_role_display()}


def _occurrence(event: Any) -> Occurrence:
    """Each sending of an invitation."""
    return Occurrence(f"invitation-{event.row.pk.hex}-{int(event.at.timestamp())}", event.at)


def _facts_of_low_stock(event: Any) -> Mapping[str, object]:
    return {"product": event.product, "store": event.product.store, "left": event.row.after}


def _link_to_stock(event: Any) -> str:
    product = event.product
    return reverse("stores:product", args=[product.store.slug, product.pk]) + "#stock"


def _facts_of_request(event: Any) -> Mapping[str, object]:
    return {"product": event.row.product, "store": event.row.product.store}


# fmt: off
STORE_NOTIFICATIONS = [
    NotificationKind(code="member-invited", on=MemberInvited, audience=INVITED, icon="shop",
        title=_("%(store)s invites you"), label=_("Invitation"),
        text=_("You are invited to work for %(store)s on Jumun. Your role: %(role)s. The invitation is for "
               "this address only and good for seven days."),
        link=lambda event: path_of(event.row), button=_("See the invitation"),
        recipients=_mailbox, facts=_facts, occurrence=_occurrence),
    NotificationKind(code="stock-low", on=StockRanLow, audience=MENU, icon="bag",
        title=_("“%(product)s” is running low: %(left)s left"), label=_("Low stock"), about="%(store)s",
        text=_("Orders have taken the stock of “%(product)s” to %(left)s. On the product’s page you choose "
               "at how many you are told."),
        link=_link_to_stock, button=_("See the stock"),
        recipients=lambda event: members_with(event.product.store.pk, Right.EDIT_MENU),
        facts=_facts_of_low_stock,
        occurrence=lambda event: Occurrence(f"stock-{event.row.pk}", event.row.at)),
    NotificationKind(code="restock-confirm", on=RestockRequested, audience=REQUESTS, icon="bell",
        title=_("Shall we tell you when “%(product)s” is back?"), label=_("Confirmation of a request"),
        text=_("On Jumun somebody, probably you, asked to be told by mail once when “%(product)s” of "
               "%(store)s is back. Confirm it within three days. If you do not, you get no further mail, and "
               "your e-mail is deleted."),
        link=lambda event: reverse("stores:restock-confirm", args=[link_key(event.row.pk, CONFIRM_SALT)]),
        button=_("Yes, tell me"), recipients=requester_of, facts=_facts_of_request,
        unsubscribe_link=LINK_TO_STOP,
        occurrence=lambda event: Occurrence(event_keys(event.row.pk)["restock-confirm"], event.at)),
    NotificationKind(code="restocked", on=ProductRestocked, audience=WANTED, icon="bell",
        title=_("“%(product)s” is back"), label=_("A product that you wait for is back"), about="%(store)s",
        text=_("“%(product)s” of %(store)s can be ordered again. You asked to be told once; there may be "
               "more people than pieces."),
        link=lambda event: event.row.page or "/", button=_("See it"),
        recipients=requester_of, facts=_facts_of_request, unsubscribe_link=LINK_TO_STOP,
        occurrence=lambda event: Occurrence(event_keys(event.row.pk)["restocked"], event.at)),
]
# fmt: on
