"""Requests for a mail before the sale of an event opens."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import default_language
from ticketing.models.events import Event


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def waiting(self) -> "ReminderQuerySet":
        """Confirmed, and not sent yet."""
        return self.filter(confirmed_at__isnull=False, sent_at=None)


class Reminder(models.Model):
    """A request for one mail before the sale opens: of a user, or of a mailbox that confirms it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="reminders"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
    )
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=5, default=default_language, editable=False)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(
                fields=["event"],
                condition=Q(confirmed_at__isnull=False, sent_at=None),
                name="reminders_waiting",
            ),
            models.Index(fields=["email"], name="reminders_by_email"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(user=None) & ~Q(email="")) | Q(user__isnull=False, email=""),
                name="reminder_of_one",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="reminder_email_is_lower_case"
            ),
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=Q(sent_at=None, user=None),
                name="one_open_reminder",
            ),
            models.UniqueConstraint(
                fields=["event", "user"],
                condition=Q(sent_at=None),
                name="one_open_reminder_a_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} · {self.user or self.email}"
