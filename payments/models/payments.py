from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

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
    OPEN,
    PAYER_LENGTH,
    PAYMENT_MOVES,
    REVERSED,
    UNKNOWN,
    WAITING,
    PaymentStatus,
)
from payments.method_lifecycle import DeclineKind
from payments.models.keys import new_key
from payments.models.saved_methods import SavedMethod

if TYPE_CHECKING:
    from payments.models.refunds import Refund

WEBHOOK_OVERDUE = timedelta(minutes=5)


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
    # Of a charge without the payer at a page; null for all others. PostgreSQL refuses to change it.
    method = models.ForeignKey(
        SavedMethod,
        verbose_name=_("saved method"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="charges",
        db_index=False,
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    decline = models.CharField(
        _("kind of decline"),
        max_length=24,
        choices=DeclineKind,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )

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
            models.Index(
                fields=["method"],
                condition=Q(method__isnull=False),
                name="payments_by_method",
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
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status__in=OPEN, method__isnull=False),
                name="one_open_charge_an_order",
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
        """Without a query if there are none: `refunded` counts every refund, failed ones too.

        Not what a lost dispute had taken and came back.
        """
        found = self.refunds.all() if self.refunded else ()
        return [refund for refund in found if refund.status != REVERSED]

    @property
    def is_charge(self) -> bool:
        """Made without the payer at a page, by a saved method."""
        return self.method_id is not None

    @property
    def is_expected(self) -> bool:
        """Money may be on its way: paying again would be paying twice."""
        return self.status in (UNKNOWN, WAITING)


class PaymentMove(HistoryRow):
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a payment")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(PaymentStatus(self.target).label)
