from datetime import date
from hashlib import sha256
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import VisibleField
from core.links import site_url
from core.models import HistoryRow
from core.reasons import words_of
from core.sealing import seal, unsealed
from payments.method_lifecycle import ACTIVE, KNOWN, METHOD_MOVES, PENDING, REMOVED, MethodStatus
from payments.models.keys import new_key

PURPOSE = "payments.saved_methods"


class SavedMethod(models.Model):
    """A card or an account at a provider, to be charged without its owner at the page: never its number.

    `sealed` is the provider's token of it, encrypted; `digest` finds it by a token that the provider names.
    """

    MOVES: ClassVar = METHOD_MOVES

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="saved_methods",
    )
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    gateway = models.CharField(_("gateway"), max_length=20)
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=MethodStatus,
        default=MethodStatus.PENDING,
        editable=False,
    )
    reason = models.CharField(_("why it cannot be used"), max_length=500, blank=True)
    label = VisibleField(_("name"), max_length=100, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    customer = models.CharField(max_length=120, blank=True, editable=False)
    session = models.CharField(max_length=200, blank=True, editable=False)
    sealed = models.TextField(blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    next_path = models.CharField(max_length=500, blank=True, editable=False)
    forget_at = models.DateTimeField(null=True, blank=True, editable=False)
    forget_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        verbose_name = _("saved method")
        verbose_name_plural = _("saved methods")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["forget_at"],
                condition=Q(forget_at__isnull=False),
                name="methods_to_forget",
            ),
            models.Index(fields=["created_at"], condition=Q(status=PENDING), name="methods_begun"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MethodStatus.values), name="known_method_status"
            ),
            models.CheckConstraint(
                condition=Q(status=REMOVED)
                | Q(status=PENDING, sealed="")
                | (Q(status__in=KNOWN) & ~Q(sealed="") & ~Q(digest="")),
                name="saved_method_has_token",
            ),
            models.CheckConstraint(
                condition=Q(forget_at__isnull=True) | Q(status=REMOVED),
                name="only_removed_methods_are_forgotten",
            ),
            models.UniqueConstraint(
                fields=["gateway", "digest"],
                condition=Q(status__in=KNOWN),
                name="one_method_a_token",
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(_("Card"))

    @property
    def token(self) -> str:
        """Empty if there is none, or if no key decrypts it any more."""
        return (unsealed(self.sealed, PURPOSE) or "") if self.sealed else ""

    def hold(self, token: str) -> None:
        self.sealed, self.digest = seal(token, PURPOSE), digest_of(token)

    @property
    def is_usable(self) -> bool:
        return self.status == ACTIVE

    @property
    def why_unusable(self) -> str:
        """In the reader's language."""
        return words_of(self.reason)

    def has_expired(self, today: date) -> bool:
        return self.valid_until is not None and self.valid_until < today

    @property
    def return_url(self) -> str:
        """Where the provider sends its owner back to."""
        return site_url("payments:saved-method-return", self.key)


def digest_of(token: str) -> str:
    """Tokens are long and random, so that nobody finds one by its digest."""
    return sha256(token.encode()).hexdigest()


class SavedMethodMove(HistoryRow):
    method = models.ForeignKey(SavedMethod, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a saved method")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(MethodStatus(self.target).label)
