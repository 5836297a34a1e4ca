"""What of an owner's stores and their members counts for limits (core.limits)."""

from datetime import datetime
from operator import attrgetter

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.allowances import Resource
from stores.access import MemberRole
from stores.models import Invitation, Member, Store


def stores_of(owner_id: int, now: datetime) -> QuerySet[Store]:
    return Store.objects.filter(owner=owner_id, archived_at=None).order_by("created_at", "pk")


def staff_of(owner_id: int, now: datetime) -> list[Member | Invitation]:
    """Each person once, of all stores: members, then those whose invitation is open and valid."""
    own = {"store__owner": owner_id, "store__archived_at": None}
    members = Member.objects.filter(**own).exclude(role=MemberRole.OWNER).exclude(user=owner_id)
    pending = Invitation.objects.pending().filter(**own, expires_at__gt=now)
    rows: list[Member | Invitation] = [
        *members.select_related("user", "store").order_by("since", "pk"),
        *pending.select_related("store").order_by("created_at", "pk"),
    ]
    people: dict[str, Member | Invitation] = {}
    for row in rows:
        people.setdefault(address_of(row), row)
    return list(people.values())


def address_of(row: Member | Invitation) -> str:
    """The same for a member and an invitation of one person."""
    return (row.user.email if isinstance(row, Member) else row.email).lower()


def stores_included(most: int) -> str:
    return ngettext(
        "Your plan includes %(most)s store. Archive a store first, or choose a larger plan.",
        "Your plan includes %(most)s stores. Archive a store first, or choose a larger plan.",
        most,
    ) % {"most": most}


def staff_included(most: int) -> str:
    return ngettext(
        "The plan includes %(most)s person besides the owner, open invitations included. Remove a member"
        " first, or choose a larger plan.",
        "The plan includes %(most)s people besides the owner, open invitations included. Remove a member"
        " first, or choose a larger plan.",
        most,
    ) % {"most": most}


STORES = Resource(
    code="stores",
    label=_("Stores"),
    models=(Store,),
    rows=stores_of,
    owner_of=attrgetter("owner_id"),
    included=stores_included,
    excluded=_("Your plan includes no store. Choose a larger plan."),
)
STAFF = Resource(
    code="staff",
    label=_("Members besides the owner"),
    models=(Member, Invitation),
    rows=staff_of,
    owner_of=attrgetter("store.owner_id"),
    included=staff_included,
    excluded=_("The plan includes nobody besides the owner. Choose a larger plan."),
    key=address_of,
)
