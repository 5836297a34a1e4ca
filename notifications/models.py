import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.lifecycle import NOTE_LENGTH
from core.notifications import find_kind
from orders.models import Order

# A path of this site: browsers read "//host", "/\host" and "/<tab>/host" as an address of another site.
LINK_PATTERN = r"^(/|/[^/\\[:space:][:cntrl:]].*)?$"


class Message(models.Model):
    """A notification, with its words as they were, in the language of its recipient.

    `event_key` identifies the event: processed repeatedly, it is still one row per recipient. What is about
    an order is erased with it.
    """

    kind = models.CharField(_("kind"), max_length=30)
    order = models.ForeignKey(
        Order,
        verbose_name=_("order"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    event_key = models.CharField(_("event"), max_length=60)
    # Without a title it is a row from before words were stored (notifications.old_words).
    title = models.CharField(_("title"), max_length=200, blank=True, default="", db_default="")
    text = models.TextField(_("text"), blank=True, default="", db_default="")
    link = models.CharField(_("link"), max_length=500, blank=True, default="", db_default="")
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)
    amount = MoneyField(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    created_at = models.DateTimeField(_("told"), default=timezone.now)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(link__regex=LINK_PATTERN), name="%(class)s_links_into_the_site"
            )
        ]

    @property
    def name(self) -> str:
        """Its title; without one, the name of its kind."""
        kind = find_kind(self.kind)
        return self.title or (str(kind.name) if kind else self.kind)


class Notice(Message):
    """An item of a user's inbox."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reader"),
        on_delete=models.CASCADE,
        related_name="notices",
        db_index=False,  # notices_of_a_user begins with it
    )
    about = models.CharField(_("about"), max_length=100, blank=True, default="", db_default="")
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta(Message.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="notices_of_a_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="unread_notices"),
            models.Index(fields=["created_at"], name="notices_to_forget"),
        ]
        constraints = [
            *Message.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "event_key", "kind"], name="one_notice_an_event"
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.name, self.about]))

    @property
    def icon(self) -> str:
        kind = find_kind(self.kind)
        return kind.icon if kind else "bell"


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

    class Meta(Message.Meta):
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
            *Message.Meta.constraints,
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
        return self.subject or self.name


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


class AdvertisingConsent(models.Model):
    """A user's consent to advertising by mail, until it is withdrawn (notifications.consent).

    `time_zone` is the reader's, whose night is quiet. At `confirm_at` they are reminded of it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="advertising_consents",
    )
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    confirm_at = models.DateTimeField(_("next confirmation"))
    time_zone = models.CharField(_("time zone"), max_length=40)

    class Meta:
        verbose_name = _("consent to advertising")
        verbose_name_plural = _("consents to advertising")
        ordering = ["-given_at", "-pk"]
        indexes = [
            models.Index(
                fields=["confirm_at"], condition=Q(withdrawn_at=None), name="consents_to_confirm"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(withdrawn_at=None), name="one_valid_consent_a_user"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class BroadcastState(models.TextChoices):
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    FINISHED = "finished", _("Finished")


class BroadcastQuerySet(models.QuerySet["Broadcast"]):
    def running(self) -> "BroadcastQuerySet":
        return self.filter(finished_at=None, stopped_at=None)


class Broadcast(models.Model):
    """A notification to many users, sent in batches by ascending primary key (notifications.broadcasts).

    `last_user_id` is the watermark: everyone up to it is notified. `words` are by language. `row_id` is the
    primary key that the kind's `crowd` takes.
    """

    kind = models.CharField(_("kind"), max_length=30)
    row_id = models.BigIntegerField()
    event_key = models.CharField(_("event"), max_length=60)
    words = models.JSONField(_("words"))
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)
    created_at = models.DateTimeField(_("told"), default=timezone.now)
    last_user_id = models.BigIntegerField(default=0)
    expected = models.PositiveIntegerField(
        _("expected recipients"), null=True
    )  # by the first batch
    notified = models.PositiveIntegerField(_("notified"), default=0)
    mailed = models.PositiveIntegerField(_("mailed"), default=0)
    moved_at = models.DateTimeField(_("last batch"), null=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects: ClassVar[BroadcastQuerySet] = BroadcastQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["event_key", "kind"], name="one_broadcast_an_event")
        ]

    def __str__(self) -> str:
        kind = find_kind(self.kind)
        return str(kind.name) if kind else self.kind

    @property
    def state(self) -> BroadcastState:
        if self.finished_at:
            return BroadcastState.FINISHED
        return BroadcastState.STOPPED if self.stopped_at else BroadcastState.RUNNING
