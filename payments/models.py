import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.fields import MoneyField
from core.links import site_url
from core.models import HistoryRow
from orders.models import Order
from payments.lifecycle import (
    OWED,
    PAYER_LENGTH,
    PAYMENT_MOVES,
    REFUND_MOVES,
    UNKNOWN,
    WAITING,
    PaymentStatus,
    RefundStatus,
)

WEBHOOK_OVERDUE = timedelta(minutes=5)


def new_key() -> str:
    return secrets.token_urlsafe(18)


def first_look_up() -> datetime:
    """When a payment's webhook is overdue."""
    return timezone.now() + WEBHOOK_OVERDUE


class Payment(models.Model):
    """One try at paying an order; `amount` is what we request, `captured` what was received."""

    MOVES: ClassVar = PAYMENT_MOVES
    lifecycle_root: ClassVar = "order"

    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="payments"
    )
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    gateway = models.CharField(_("gateway"), max_length=20)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=PaymentStatus,
        default=PaymentStatus.STARTED,
        editable=False,
    )
    amount = MoneyField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    captured = MoneyField(_("captured"), default=Decimal(0))
    refunded = MoneyField(_("sent or owed back"), default=Decimal(0))
    captured_at = models.DateTimeField(_("captured at"), null=True, blank=True)
    reference = models.CharField(_("provider's reference"), max_length=120, blank=True)
    session = models.CharField(_("provider's session"), max_length=200, blank=True)
    note = models.CharField(_("how the payer sends it"), max_length=300, blank=True)
    # accounts.identity.email_key of the payer's account at the provider, where that is known.
    payer_key = models.CharField(
        max_length=PAYER_LENGTH, blank=True, default="", db_default="", editable=False
    )
    look_up_at = models.DateTimeField(
        _("to be looked up"), null=True, blank=True, default=first_look_up
    )
    look_ups = models.PositiveSmallIntegerField(_("times looked up"), default=0)
    created_at = models.DateTimeField(_("started"), default=timezone.now)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("manage_money", gettext_noop("note transfers, refund, and retry or settle refunds"))
        ]
        indexes = [
            models.Index(
                fields=["look_up_at"],
                condition=Q(look_up_at__isnull=False),
                name="payments_to_look_up",
            ),
            models.Index(
                fields=["gateway", "session"], condition=~Q(session=""), name="payments_by_session"
            ),
            models.Index(
                fields=["captured_at"],
                condition=Q(captured_at__isnull=False),
                name="payments_by_capture",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=PaymentStatus.values), name="known_payment_status"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_of_something"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("captured")),
                name="no_more_back_than_came",
            ),
            models.UniqueConstraint(
                fields=["gateway", "reference"],
                condition=~Q(reference=""),
                name="one_payment_a_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.get_status_display()}"

    @property
    def return_url(self) -> str:
        """Where the provider sends the payer back to."""
        return site_url("payments:return", self.key)

    @property
    def all_refunds(self) -> "list[Refund]":
        """Without a query if there are none: `refunded` counts every refund, failed ones too."""
        return list(self.refunds.all()) if self.refunded else []

    @property
    def is_expected(self) -> bool:
        """Money may be on its way: paying again would be paying twice."""
        return self.status in (UNKNOWN, WAITING)


class Refund(models.Model):
    """Money to send back, retried until the provider takes it, and looked up until it has arrived."""

    MOVES: ClassVar = REFUND_MOVES
    lifecycle_root: ClassVar = "payment"

    payment = models.ForeignKey(
        Payment, verbose_name=_("payment"), on_delete=models.PROTECT, related_name="refunds"
    )
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    status = models.CharField(
        _("status"), max_length=12, choices=RefundStatus, default=RefundStatus.OWED, editable=False
    )
    amount = MoneyField(_("amount"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # A fourth element is what was paid for them, where a discount made that less than their price.
    pieces = models.JSONField(
        _("pieces"), default=list, blank=True, help_text="[[how many, of what, price of one]]"
    )
    reference = models.CharField(_("provider's reference"), max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True, default=timezone.now)
    look_up_at = models.DateTimeField(_("to be looked up"), null=True, blank=True)
    look_ups = models.PositiveSmallIntegerField(_("times looked up"), default=0)
    created_at = models.DateTimeField(_("owed since"), default=timezone.now)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(status="owed"), name="refunds_to_send"
            ),
            models.Index(
                fields=["look_up_at"],
                condition=Q(look_up_at__isnull=False),
                name="refunds_to_look_up",
            ),
            models.Index(fields=["created_at"], name="refunds_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RefundStatus.values), name="known_refund_status"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.payment.order} · {self.get_status_display()}"

    @property
    def came_back(self) -> bool:
        """It was sent, failed, and is to be sent again."""
        return self.status == OWED and bool(self.reference)


class PaymentMove(HistoryRow):
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a payment")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(PaymentStatus(self.target).label)


class RefundMove(HistoryRow):
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a refund")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return self.label or str(RefundStatus(self.target).label)

    @property
    def label(self) -> str:
        """The text of the button that created it; empty if none did."""
        step = REFUND_MOVES.get(self.verb)
        return str(step.label) if step else ""


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
    payment_key = models.CharField(max_length=40, blank=True)
    session = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=120, blank=True)
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
