"""Verbs on the members of a store. Each locks the store first, so that they run one after the other."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import end_live_tokens
from core import limits
from live.pages import person_topic
from live.publish import invalidate
from stores.access import APPOINTS, MemberRole
from stores.models import Invitation, Member, MemberChange, Store

MAX_MEMBERS = 100  # of a store, pending invitations included: all are on one page


class MemberRefused(Exception):
    """The members cannot be changed so; the text can be shown to the user as it is."""


def appointed_by(user: User, store: Store) -> tuple[MemberRole, ...]:
    """The roles that the user may give and take in the store at present."""
    if user.is_staff and user.has_perm("stores.change_member"):
        return APPOINTS[MemberRole.OWNER]
    role = store.members.filter(user=user.pk).values_list("role", flat=True).first()
    return APPOINTS.get(role or "", ())


@transaction.atomic
def change_role(member: Member, role: str, *, by: User, now: datetime | None = None) -> None:
    """Give the member another role; raises MemberRefused for roles that `by` may not give or take.

    Raises RowReadOnly for a member beyond the owner's limit.
    """
    member = lock_member(member)
    limits.refuse_read_only(member, now)
    appointed = appointed_by(by, member.store)
    if member.role not in appointed or role not in appointed:
        raise MemberRefused(_("You may not give or take this role."))
    if member.role == role:
        return
    former, member.role = member.role, MemberRole(role)
    member.save(update_fields=["role"])
    record(member.store, "change_role", by, now, user=member.user, source=former, target=role)
    revoke_lapsed(member.store, by, now)
    _end_sessions([member.user_id], now)


@transaction.atomic
def remove_member(member: Member, *, by: User, now: datetime | None = None) -> None:
    """Remove a member, or let them leave; raises MemberRefused for the owner and without the right."""
    member = lock_member(member)
    leaves = member.user_id == by.pk
    if member.is_owner:
        raise MemberRefused(_("The owner cannot leave. Hand the store over first."))
    if not leaves and member.role not in appointed_by(by, member.store):
        raise MemberRefused(_("You may not give or take this role."))
    member.delete()
    verb = "leave" if leaves else "remove"
    record(member.store, verb, by, now, user=member.user, source=member.role)
    revoke_lapsed(member.store, by, now)
    _end_sessions([member.user_id], now)


@transaction.atomic
def hand_over(member: Member, *, by: User, now: datetime | None = None) -> None:
    """Make the member the owner; the former owner stays as a manager.

    Raises MemberRefused unless `by` is the owner, and for a deactivated member; LimitReached if the member
    may not have all that the store has.
    """
    member = lock_member(member)
    store, former = member.store, member.role
    if store.owner_id != by.pk:
        raise MemberRefused(_("Only the owner can hand the store over."))
    if member.is_owner or not member.user.is_active:
        raise MemberRefused(_("The store cannot be handed over to this member."))
    with _room_for(member.user, store, now):
        store.owner = member.user
        store.save(update_fields=["owner"])  # a trigger replaces the owner's membership
        Member.objects.create(store=store, user=by, role=MemberRole.MANAGER)
    owner, manager = MemberRole.OWNER, MemberRole.MANAGER
    record(store, "hand_over", by, now, user=member.user, source=former, target=owner)
    record(store, "change_role", by, now, user=by, source=owner, target=manager)
    revoke_lapsed(store, by, now)
    # Boards follow topics that are named after the owner.
    _end_sessions(store.members.values_list("user", flat=True), now)


def record_owner(store: Store, *, by: User, now: datetime | None = None) -> None:
    """Record that an operator changed the owner of the store, whose membership follows by a trigger."""
    if store.owner:
        record(store, "hand_over", by, now, user=store.owner, target=MemberRole.OWNER)
    revoke_lapsed(store, by, now)


def revoke_lapsed(store: Store, by: User, now: datetime | None = None) -> None:
    """Revoke the pending invitations of inviters who may not give that role any more.

    Otherwise a manager could invite a second mailbox of theirs and return after being removed. Call it with
    the store locked.
    """
    pending = list(store.invitations.pending().select_related("invited_by"))
    inviters = {invitation.invited_by for invitation in pending}
    appointed = {inviter: appointed_by(inviter, store) for inviter in inviters}
    for invitation in pending:
        if invitation.role not in appointed[invitation.invited_by]:
            mark_revoked(invitation, by, now)


def mark_revoked(invitation: Invitation, by: User, now: datetime | None = None) -> None:
    """Call it with the store locked, for a pending invitation."""
    invitation.revoked_at = now or timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record(invitation.store, "revoke", by, now, invitation=invitation, source=invitation.role)


def lock_store(store_id: int) -> Store:
    return Store.objects.select_for_update(no_key=True).get(pk=store_id)


def lock_member(member: Member) -> Member:
    """The member as it is now, with its store locked; raises MemberRefused if it was removed."""
    store = lock_store(member.store_id)
    fresh = Member.objects.select_related("user").filter(pk=member.pk).first()
    if fresh is None:
        raise MemberRefused(_("This member was removed already."))
    fresh.store = store
    return fresh


def record(store: Store, verb: str, by: User, now: datetime | None, **fields: Any) -> None:
    """Append to the history of the store's members."""
    MemberChange.objects.create(
        store=store, verb=verb, actor=by, actor_kind="user", at=now or timezone.now(), **fields
    )


@contextmanager
def _room_for(user: User, store: Store, now: datetime | None) -> Iterator[None]:
    """Refuse with a sentence for others than the user, whose plan it is about."""
    try:
        with limits.growing(user.pk, now=now):
            yield
    except limits.LimitReached as refusal:
        text = _(
            "The plan of %(member)s has no room for %(store)s and what belongs to it. Ask them to choose a"
            " larger one first."
        )
        names = {"member": user, "store": store}
        raise limits.LimitReached(text % names, refusal.owner_id) from refusal


def _end_sessions(user_ids: Iterable[int], now: datetime | None) -> None:
    """The pages that the users have open reload, and their streams end."""
    ids = list(user_ids)
    end_live_tokens(ids, now or timezone.now())
    invalidate(*map(person_topic, ids))
