from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.models import HistoryRow
from payments.dispute_lifecycle import DISPUTE_MOVES, DisputeStatus
from payments.models.payments import Payment
from payments.models.refunds import Refund


class Dispute(models.Model):
    """A payer's objection to a payment, at their bank or at the provider, which decides it.

    An inquiry is a question that may become a dispute; no money is withheld yet. While it is lost, `loss` is
    the refund that the lost money counts as, `lessened` what refunds that were owed became less by, and
    `line_credits` what the lines of the order bear of it, by their primary key.
    """

    MOVES: ClassVar = DISPUTE_MOVES
    lifecycle_root: ClassVar = "payment"

    payment = models.ForeignKey(
        Payment, verbose_name=_("payment"), on_delete=models.PROTECT, related_name="disputes"
    )
    reference = models.CharField(_("provider's reference"), max_length=120, unique=True)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=DisputeStatus,
        default=DisputeStatus.OPEN,
        editable=False,
    )
    is_inquiry = models.BooleanField(_("inquiry"), default=False)
    amount = MoneyField(_("disputed amount"))
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    due_by = models.DateTimeField(_("evidence due by"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("decided"), null=True, blank=True)
    loss = models.OneToOneField(
        Refund,
        verbose_name=_("refund that it counts as"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dispute",
    )
    lessened = MoneyField(default=Decimal(0))
    line_credits = models.JSONField(default=dict, blank=True)
    look_up_at = models.DateTimeField(
        _("to be looked up"), null=True, blank=True, default=timezone.now
    )

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(
                fields=["look_up_at"],
                condition=Q(look_up_at__isnull=False),
                name="disputes_to_look_up",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=DisputeStatus.values), name="known_dispute_status"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="dispute_is_of_something"),
            models.CheckConstraint(
                condition=Q(status=DisputeStatus.LOST) | Q(loss=None, lessened=0),
                name="only_lost_disputes_cost",
            ),
            models.CheckConstraint(
                condition=Q(status=DisputeStatus.OPEN, closed_at=None)
                | (~Q(status=DisputeStatus.OPEN) & Q(closed_at__isnull=False)),
                name="dispute_is_open_or_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment.order} · {self.get_status_display()}"

    @property
    def freezes(self) -> bool:
        """Refunds of its payment wait."""
        return self.status == DisputeStatus.OPEN and not self.is_inquiry


class DisputeMove(HistoryRow):
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a dispute")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(DisputeStatus(self.target).label)
