"""The members of a store, invitations to become one, and the history of both."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import default_language
from core.models import HistoryRow
from stores.access import MemberRole
from stores.models.stores import Store

INVITED_ROLES = [choice for choice in MemberRole.choices if choice[0] != MemberRole.OWNER]


class Member(models.Model):
    """A user who works for a store. That of its owner follows `Store.owner` by a trigger.

    Its id is random, since it stands in URLs.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_default=RandomUUID())
    store = models.ForeignKey(
        Store, verbose_name=_("store"), on_delete=models.CASCADE, related_name="members"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    role = models.CharField(_("role"), max_length=10, choices=MemberRole)
    since = models.DateTimeField(_("since"), default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["store", "user"], name="one_role_a_member"),
            models.UniqueConstraint(
                fields=["store"], condition=Q(role="owner"), name="one_owner_a_store"
            ),
            models.CheckConstraint(
                condition=Q(role__in=MemberRole.values), name="known_member_role"
            ),
        ]

    if TYPE_CHECKING:
        store_id: int
        user_id: int

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    @property
    def is_owner(self) -> bool:
        return self.role == MemberRole.OWNER


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; it may be expired."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(models.Model):
    """An offer to the owner of a mailbox to become a member of a store; accepted once at most."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    store = models.ForeignKey(
        Store, verbose_name=_("store"), on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=10, choices=INVITED_ROLES)
    language = models.CharField(max_length=5, default=default_language, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("invited"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["email"], name="invitations_by_email")]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_pending_invitation",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="invited_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role for role, _label in INVITED_ROLES]),
                name="known_invited_role",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def is_expired(self, now: datetime) -> bool:
        return now >= self.expires_at


class MemberChange(HistoryRow):
    """A change of the members of a store: `source` and `target` are roles, `user` is whose it is.

    An invitation has no user until it is accepted.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="member_changes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, null=True, related_name="history"
    )

    class Meta(HistoryRow.Meta):
        verbose_name = _("change of members")
        verbose_name_plural = _("changes of members")

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        """The text in the history."""
        words = {"who": self.user or self.invitation, "role": self._role(self.target)}
        text = CHANGE_LABELS.get(self.verb)
        return str(text) % {**words, "former": self._role(self.source)} if text else self.verb

    @staticmethod
    def _role(role: str) -> str:
        return str(MemberRole(role).label) if role else ""


# The text of each verb in the history.
CHANGE_LABELS = {
    "invite": pgettext_lazy("member", "%(who)s was invited as %(role)s"),
    "invite_again": pgettext_lazy("member", "%(who)s was sent the invitation again"),
    "revoke": pgettext_lazy("member", "The invitation of %(who)s was revoked"),
    "join": pgettext_lazy("member", "%(who)s joined as %(role)s"),
    "change_role": pgettext_lazy("member", "%(who)s: %(role)s instead of %(former)s"),
    "remove": pgettext_lazy("member", "%(who)s was removed"),
    "leave": pgettext_lazy("member", "%(who)s left"),
    "hand_over": pgettext_lazy("member", "%(who)s became the owner"),
}
