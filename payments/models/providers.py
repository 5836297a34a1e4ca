from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.payments import Payment


class ProviderCall(models.Model):
    """One call to a provider, or from it; never changed or deleted (a trigger sees to it)."""

    class Direction(models.TextChoices):
        OUT = "out", _("to the provider")
        IN = "in", _("from the provider")

    at = models.DateTimeField(_("at"), default=timezone.now)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    gateway = models.CharField(_("gateway"), max_length=20)
    endpoint = models.CharField(_("endpoint"), max_length=200)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    request = models.TextField(_("what was asked"), blank=True)
    response = models.TextField(_("what was answered"), blank=True)
    payment = models.ForeignKey(
        Payment,
        verbose_name=_("payment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
    )

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["gateway", "-at"], name="calls_of_a_gateway"),
            # For searches, bounded by time; cheap to maintain, as rows are only appended.
            BrinIndex(fields=["at"], autosummarize=True, name="calls_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.endpoint}"


class WebhookEvent(models.Model):
    """One message of a provider, however often delivered: acted on once.

    `acted_at` is empty while it waits for its payment to exist; it is retried at `next_try_at`.
    """

    gateway = models.CharField(_("gateway"), max_length=20)
    event_id = models.CharField(_("provider's event"), max_length=200)
    kind = models.CharField(_("kind"), max_length=100, blank=True)
    payment_key = models.CharField(_("number of the payment"), max_length=40, blank=True)
    session = models.CharField(_("provider's session"), max_length=200, blank=True)
    reference = models.CharField(_("provider's reference"), max_length=120, blank=True)
    dispute = models.CharField(_("dispute"), max_length=120, blank=True, default="", db_default="")
    payment = models.ForeignKey(
        Payment,
        verbose_name=_("payment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="webhooks",
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    acted_at = models.DateTimeField(_("acted on"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(next_try_at__isnull=False),
                name="webhooks_parked",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event_id"], name="one_row_an_event")
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.kind}"
