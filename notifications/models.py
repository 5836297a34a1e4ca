import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.lifecycle import NOTE_LENGTH
from core.money import format_money
from notifications.kinds import KIND, NotificationKind
from orders.models import Order


class Message(models.Model):
    """A notification about an order; its text is rendered when it is read.

    `event_key` identifies the event: processed repeatedly, it is still one row per recipient.
    """

    kind = models.CharField(_("kind"), max_length=30)
    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.CASCADE, related_name="+"
    )
    event_key = models.CharField(_("event"), max_length=60)
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)
    amount = MoneyField(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    created_at = models.DateTimeField(_("told"), default=timezone.now)

    class Meta:
        abstract = True

    @property
    def row(self) -> NotificationKind:
        """Its row in the table of kinds."""
        return KIND[self.kind]

    @property
    def title(self) -> str:
        return str(self.row.title)

    @property
    def sentence(self) -> str:
        """In the active language; the order and its store should be loaded."""
        return str(self.row.sentence) % {
            "number": self.order.number,
            "store": self.order.store,
            "total": format_money(self.order.total, self.order.currency),
            "time": _time(self.order),
            "amount": format_money(*self._money),
        }

    @property
    def _money(self) -> tuple[Decimal, str]:
        """The refund in the currency of the payment; without a refund, the order's total."""
        if self.amount is None:
            return self.order.total, self.order.currency
        return self.amount, self.currency or self.order.currency

    @property
    def page(self) -> str:
        """The path of the page on which the recipient acts."""
        return self.row.page_of(self.order)


class Notice(Message):
    """An item of a user's inbox."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reader"),
        on_delete=models.CASCADE,
        related_name="notices",
    )
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="notices_of_a_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="unread_notices"),
            models.Index(fields=["created_at"], name="notices_to_forget"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "event_key", "kind"], name="one_notice_an_event"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.order}"


class MailState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Mail(Message):
    """A mail to one recipient; the table is both outbox and log.

    `key` is part of the Message-ID, so that a duplicate sent after a crash can be recognized.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    recipient = models.EmailField(_("recipient"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="mails",
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=MailState, default=MailState.QUEUED, editable=False
    )
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True, default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state=MailState.QUEUED), name="mails_to_send"
            ),
            models.Index(fields=["-created_at", "-id"], name="mails_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event_key", "kind", "recipient"],
                condition=~Q(recipient=""),  # empty after the deletion of an account
                name="one_mail_an_event",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MailState.values), name="known_mail_state"
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.QUEUED, next_try_at__isnull=False)
                | (~Q(state=MailState.QUEUED) & Q(next_try_at=None)),
                name="queued_mail_has_a_next_try",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.headline

    @property
    def headline(self) -> str:
        """The subject in the active language; one line, even if a store's name has line breaks."""
        words = f"{self.title} · {self.order.store} · {self.order.number}"
        return " ".join(words.split())


class Preference(models.Model):
    """Whether a user wants mail of a kind; without a row the kind's default applies."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preferences"
    )
    kind = models.CharField(max_length=30)
    mailed = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_preference_a_kind")
        ]


def _time(order: Order) -> str:
    if order.ready_by is None:
        return ""
    return time_format(timezone.localtime(order.ready_by), "TIME_FORMAT")
