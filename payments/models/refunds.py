from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.models import HistoryRow
from payments.lifecycle import OWED, REFUND_MOVES, RefundStatus
from payments.models.keys import new_key
from payments.models.payments import Payment


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
