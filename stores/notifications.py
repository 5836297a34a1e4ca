"""What people are notified of by stores, listed in config/notifications.py."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.notifications import Audience, Guest, NotificationKind, Occurrence
from stores.events import MemberInvited
from stores.invitations import path_of

INVITED = Audience(_("Invitations"), includes=lambda user: False)  # nothing to choose for them


def _mailbox(event: Any) -> Guest:
    """Mail only, whether the address has an account or not."""
    return Guest(event.row.email, event.row.language)


def _facts(event: Any) -> Mapping[str, object]:
    return {"store": event.row.store, "role": event.row.get_role_display()}


def _occurrence(event: Any) -> Occurrence:
    """Each sending of an invitation."""
    return Occurrence(f"invitation-{event.row.pk.hex}-{int(event.at.timestamp())}", event.at)


# fmt: off
STORE_NOTIFICATIONS = [
    NotificationKind(code="member-invited", on=MemberInvited, audience=INVITED, icon="shop",
        title=_("%(store)s invites you"), label=_("Invitation"),
        text=_("You are invited to work for %(store)s on Jumun. Your role: %(role)s. The invitation is for "
               "this address only and good for seven days."),
        link=lambda event: path_of(event.row), button=_("See the invitation"),
        recipients=_mailbox, facts=_facts, occurrence=_occurrence),
]
# fmt: on
