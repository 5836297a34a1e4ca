"""Who may do what in a store: the roles of its members, their rights, and the predicates that ask for them.

Code asks for a right, never for a role: a new role is a new row of RIGHTS.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.access import Access
from core.notifications import Users
from core.prepared import Prepared

if TYPE_CHECKING:
    from stores.models import Member, Store


class MemberRole(models.TextChoices):
    OWNER = "owner", pgettext_lazy("member", "Owner")
    MANAGER = "manager", pgettext_lazy("member", "Manager")
    STAFF = "staff", pgettext_lazy("member", "Staff")
    GATE = "gate", pgettext_lazy("member", "Gate")


class Right(StrEnum):
    WORK_BOARD = "work_board"  # see the orders of the store and make its moves
    EDIT_MENU = "edit_menu"  # products, options, stock
    EDIT_STORE = "edit_store"  # its details, opening hours and whether it takes orders
    SEE_TAKINGS = "see_takings"  # what was sold so far, its sums and its download
    REFUND = "refund"  # send a part of what was paid back
    MANAGE_MEMBERS = "manage_members"  # invite, change and remove members of the roles in APPOINTS
    ARCHIVE_STORE = "archive_store"  # also bring it back, and hand it over
    RUN_CAMPAIGNS = "run_campaigns"  # coupons: what they take off, who can claim them, and when
    RUN_AFFILIATES = "run_affiliates"  # partners: their programme, commissions and payouts
    RUN_EVENTS = "run_events"  # events: their dates, plans, prices and tickets
    CHECK_IN = "check_in"  # let visitors of an event in


ALL_RIGHTS = frozenset(Right)
RIGHTS: dict[str, frozenset[Right]] = {
    MemberRole.OWNER: ALL_RIGHTS,
    MemberRole.MANAGER: ALL_RIGHTS - {Right.ARCHIVE_STORE},
    MemberRole.STAFF: frozenset({Right.WORK_BOARD}),
    MemberRole.GATE: frozenset({Right.CHECK_IN}),
}

# The roles that a member with MANAGE_MEMBERS may give and take. A store has one owner: see `hand_over`.
APPOINTS: dict[str, tuple[MemberRole, ...]] = {
    MemberRole.OWNER: (MemberRole.MANAGER, MemberRole.STAFF, MemberRole.GATE),
    MemberRole.MANAGER: (MemberRole.STAFF, MemberRole.GATE),
}


@dataclass(frozen=True, slots=True)
class MemberAccess(Access):
    """For those who have `right` in any store; the view then loads its row by the same right.

    Without a right it is for members in any role.
    """

    right: Right | None = None


def holders_of(right: Right) -> MemberAccess:
    return MemberAccess(
        f"members who may {right}", allows=lambda user: right in rights_of(user), right=right
    )


members = MemberAccess("members", allows=lambda user: bool(rights_of(user)))


def roles_with(right: Right) -> list[str]:
    return [role for role, rights in RIGHTS.items() if right in rights]


def rights_of_roles(roles: Collection[str]) -> frozenset[Right]:
    return frozenset().union(*(RIGHTS[role] for role in roles))


def rights_of(user: User) -> frozenset[Right]:
    """The rights that the user has in any store; the account of an owner has them all before its first."""
    return ALL_RIGHTS if user.is_owner else rights_of_roles(_roles_of(user).values())


def may(user: User, store: "Store", right: Right) -> bool:
    """Whether the user has this right in this store; one query a request, none for its owner."""
    if user.pk == store.owner_id:
        return True
    role = _roles_of(user).get(store.pk)
    return role is not None and right in RIGHTS[role]


def require(user: User, store: "Store", right: Right) -> None:
    """Raise PermissionDenied for a member without the right."""
    if not may(user, store, right):
        raise PermissionDenied


def stores_with(user: User | int, right: Right) -> "QuerySet[Member, Any]":
    """The ids of the stores where the user, or that with this primary key, has the right: for `store__in`."""
    members: QuerySet[Member, Any] = apps.get_model("stores.Member").objects.all()
    return members.filter(user=user, role__in=roles_with(right)).values("store")


def members_with(store_id: int, right: Right) -> Users:
    """The users who have the right in the store."""
    return Users(memberships__store=store_id, memberships__role__any=roles_with(right))


def may_preview(user: User | AnonymousUser, store: "Store") -> bool:
    """A store without a menu is shown to those who write it, and to administrators of the site."""
    return user.is_authenticated and (user.is_staff or may(user, store, Right.EDIT_MENU))


def _roles_of(user: User) -> dict[int, str]:
    """The user's role by id of the store; queried once for each instance of a member."""
    if not user.is_member:
        return {}
    roles: dict[int, str] | None = getattr(user, "roles_by_store", None)
    if roles is None:
        roles = {member.store_id: member.role for member in memberships_of.all(user.pk)}
        user.roles_by_store = roles  # type: ignore[attr-defined]
    return roles


@Prepared
def memberships_of(user_id: int) -> "QuerySet[Member]":
    members: QuerySet[Member] = apps.get_model("stores.Member").objects.filter(user=user_id)
    return members
