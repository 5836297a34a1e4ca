"""Reactions of stores to events, connected in config/reactions/."""

from django.utils.translation import gettext as _

from accounts.events import AccountDeleted
from accounts.services import DeletionRefused
from stores.access import MemberRole
from stores.members import record, revoke_lapsed
from stores.models import Invitation, Member, Store


def lock_owner_of_stores(event: AccountDeleted) -> None:
    """Lock the stores of the user, so that none is handed over to them meanwhile."""
    mine = Store.objects.filter(members__user=event.row).order_by("pk")
    list(mine.select_for_update(of=("self",), no_key=True).values_list("pk"))
    if Store.objects.filter(owner=event.row, archived_at__isnull=True).exists():
        raise DeletionRefused(
            _("You still have stores. Archive them first, then delete your account.")
        )


def end_memberships(event: AccountDeleted) -> None:
    """Delete memberships and erase the address in invitations; archived stores stay the user's."""
    user = event.row
    memberships = Member.objects.filter(user=user).exclude(role=MemberRole.OWNER)
    for member in memberships.select_related("store"):
        member.delete()
        record(member.store, "leave", user, event.at, user=user, source=member.role)
        revoke_lapsed(member.store, user, event.at)
    invitations = Invitation.objects.filter(email=user.email)
    invitations.pending().update(revoked_at=event.at)
    invitations.update(email="")
