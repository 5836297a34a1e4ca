"""Invitations to become a member of a store: sent by mail, bound to its address, accepted once.

Nothing here depends on whether an address has an account, so nobody can find that out.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.emails import has_verified
from accounts.models import User
from accounts.opt_in import link_key, read_link_key
from accounts.password_limits import account_key
from core import limits
from core.events import publish
from core.throttle import Limit, TooMany, count
from live.pages import person_topic
from live.publish import invalidate
from stores.events import MemberInvited
from stores.members import (
    MAX_MEMBERS,
    MemberRefused,
    appointed_by,
    lock_store,
    mark_revoked,
    record,
)
from stores.models import Invitation, Member, Store

DAY = 24 * 60 * 60
VALID_FOR = timedelta(days=7)
ERASED_AFTER = timedelta(days=90)  # after the expiry
OF_STORE = Limit("invitations", times=30, seconds=DAY)
OF_INVITER = Limit("inviters", times=60, seconds=DAY)  # for all stores: anyone may add many
TO_MAILBOX = Limit("invitation-mails", times=5, seconds=DAY)  # from all stores
SALT = "stores.invitations"


def invite(store: Store, email: str, role: str, *, by: User, now: datetime | None = None) -> None:
    """Invite the owner of the mailbox; raises MemberRefused, also for too many mails, and LimitReached."""
    now, email = now or timezone.now(), email.lower()
    _count(store.pk, email, by, now)
    with transaction.atomic():
        store = lock_store(store.pk)
        _refuse_unless_appointed(role, store, by)
        _refuse_known(store, email)
        with limits.growing(store.owner_id, ["staff"], now=now):
            invitation = Invitation.objects.create(
                store=store,
                email=email,
                role=role,
                language=get_language() or by.language,
                invited_by=by,
                created_at=now,
                expires_at=now + VALID_FOR,
            )
        record(store, "invite", by, now, invitation=invitation, target=role)
        publish(MemberInvited(invitation, now))


def send_again(invitation: Invitation, *, by: User, now: datetime | None = None) -> None:
    """Send the mail again, and let the invitation be valid from now; raises LimitRefused, too."""
    now = now or timezone.now()
    _count(invitation.store_id, invitation.email, by, now)
    with transaction.atomic():
        invitation = _lock(invitation)
        _refuse_unless_pending(invitation)
        _refuse_unless_appointed(invitation.role, invitation.store, by)
        limits.refuse_read_only(invitation, now)
        with limits.growing(invitation.store.owner_id, ["staff"], now=now):  # it may be expired
            invitation.expires_at, invitation.invited_by = now + VALID_FOR, by
            invitation.save(update_fields=["expires_at", "invited_by"])
        role = invitation.role
        record(invitation.store, "invite_again", by, now, invitation=invitation, target=role)
        publish(MemberInvited(invitation, now))


@transaction.atomic
def revoke(invitation: Invitation, *, by: User, now: datetime | None = None) -> None:
    """Void the links of the invitation."""
    now = now or timezone.now()
    invitation = _lock(invitation)
    _refuse_unless_pending(invitation)
    _refuse_unless_appointed(invitation.role, invitation.store, by)
    mark_revoked(invitation, by, now)


@transaction.atomic
def accept(invitation: Invitation, *, user: User, now: datetime | None = None) -> Member:
    """Make the user a member; raises MemberRefused unless the invitation is valid and theirs."""
    now = now or timezone.now()
    invitation = _lock(invitation)
    # Locked, so that the account is not being deleted.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    reason = objection_to(invitation, user, now)
    if reason:
        raise MemberRefused(reason)
    store, role = invitation.store, invitation.role
    member = Member.objects.create(store=store, user=user, role=role, since=now)
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    record(store, "join", user, now, invitation=invitation, user=user, target=role)
    invalidate(person_topic(user.pk))
    return member


def objection_to(invitation: Invitation, user: User | None, now: datetime) -> str:
    """Why the user (or anyone, for None) cannot accept it; "" if they can."""
    if invitation.accepted_at:
        return _("This invitation was accepted already.")
    if invitation.revoked_at or invitation.store.archived_at:
        return _("This invitation is not valid any more. Ask the store for a new one.")
    if invitation.is_expired(now):
        return _("This invitation is too old. Ask the store to send it again.")
    if limits.is_read_only(invitation, now):
        return _("The store has no room for more members at the moment. Please ask its owner.")
    return _objection_to_user(invitation, user) if user else ""


def _objection_to_user(invitation: Invitation, user: User) -> str:
    if user.is_active and must_confirm(invitation, user):
        return _("You have not confirmed this e-mail yet. Do that, then open the invitation again.")
    if not (user.is_active and has_verified(user, invitation.email)):
        return _("This invitation is for another e-mail. Sign in with the account of that address.")
    if invitation.store.members.filter(user=user.pk).exists():
        return _("You are a member of this store already.")
    return ""


def must_confirm(invitation: Invitation, user: User) -> bool:
    """Whether it is for the user's e-mail, which is not verified yet."""
    return user.email == invitation.email and not has_verified(user, invitation.email)


def path_of(invitation: Invitation) -> str:
    """The path of the page that accepts it; only its mail contains it."""
    return reverse("stores:invitation", args=[key_of(invitation)])


def key_of(invitation: Invitation) -> str:
    return link_key(invitation.pk, SALT)


def invitation_of(key: str) -> Invitation | None:
    """The invitation of a link, whatever became of it; None if we did not sign it."""
    found = read_link_key(key, SALT)
    return Invitation.objects.select_related("store").filter(pk=found).first() if found else None


def erase_old(now: datetime | None = None) -> int:
    """Erase the addresses of invitations that expired long ago; returns how many."""
    now = now or timezone.now()
    old = Invitation.objects.filter(expires_at__lt=now - ERASED_AFTER).exclude(email="")
    old.pending().update(revoked_at=now)
    return old.update(email="")


def _count(store_id: int, email: str, by: User, now: datetime) -> None:
    """Before the transaction, which a refusal would roll back."""
    try:
        count(OF_INVITER, str(by.pk), now)
        count(OF_STORE, str(store_id), now)
        count(TO_MAILBOX, account_key(email), now)
    except TooMany:
        raise MemberRefused(
            _("Too many invitations were sent today. Try again tomorrow.")
        ) from None


def _lock(invitation: Invitation) -> Invitation:
    """The invitation as it is now, with its store locked."""
    store = lock_store(invitation.store_id)
    fresh = Invitation.objects.get(pk=invitation.pk)
    fresh.store = store
    return fresh


def _refuse_unless_pending(invitation: Invitation) -> None:
    if invitation.accepted_at or invitation.revoked_at:
        raise MemberRefused(_("This invitation was accepted or revoked already."))


def _refuse_unless_appointed(role: str, store: Store, by: User) -> None:
    if role not in appointed_by(by, store):
        raise MemberRefused(_("You may not give or take this role."))


def _refuse_known(store: Store, email: str) -> None:
    if store.members.filter(user__email=email).exists():
        raise MemberRefused(_("%(email)s is a member already.") % {"email": email})
    pending = store.invitations.pending()
    if pending.filter(email=email).exists():
        text = _("%(email)s has an invitation already. Send that again, or revoke it first.")
        raise MemberRefused(text % {"email": email})
    if store.members.count() + pending.count() >= MAX_MEMBERS:
        raise MemberRefused(_("A store can have %(most)s members.") % {"most": MAX_MEMBERS})
