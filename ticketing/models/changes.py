"""Dates that were postponed or cancelled: what holders are notified of, and what goes back to buyers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import MoneyField
from orders.models import OrderLine
from ticketing.models.events import EventDate

NOTE_LENGTH = 500


class ToldToHolders(models.Model):
    """The mails to holders without an account, in batches, in the order of their tickets.

    `told_until` is the primary key of the last ticket that was read, `told_at` when all were.
    """

    told_until = models.BigIntegerField(default=0, db_default=0, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    moved_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


class ChangeKind(models.TextChoices):
    POSTPONED = "postponed", pgettext_lazy("tickets", "Postponed")
    CANCELLED = "cancelled", pgettext_lazy("tickets", "Cancelled")


class DateChange(ToldToHolders):
    """Of one that is cancelled the lines of its tickets are refunded, until `refunded_at`.

    `key` is that of the page on which it was confirmed: once.
    """

    date = models.ForeignKey(
        EventDate,
        verbose_name=pgettext_lazy("tickets", "date"),
        on_delete=models.PROTECT,
        related_name="changes",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    note = models.CharField(_("reason"), max_length=NOTE_LENGTH, blank=True)
    former_begin = models.DateTimeField(_("former beginning"))
    new_begin = models.DateTimeField(_("new beginning"), null=True)
    returnable_until = models.DateTimeField(null=True)
    refunded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("change of a date")
        verbose_name_plural = _("changes of dates")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["date"], condition=Q(kind="cancelled"), name="date_cancelled_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="cancelled", new_begin=None, returnable_until=None)
                | Q(kind="postponed", new_begin__isnull=False, refunded_at=None),
                name="known_change_of_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date}: {self.get_kind_display()}"

    @property
    def topic(self) -> str:
        """Of the page that shows the progress of its refunds."""
        return f"refunds.{self.pk}"


class RefundOutcome(models.TextChoices):
    REFUNDED = "refunded", pgettext_lazy("refund", "Goes back")
    FAILED = "failed", pgettext_lazy("refund", "Could not go back")


class LineRefund(models.Model):
    """What became of the tickets of one line of an order. `amount` is in the currency of the order."""

    change = models.ForeignKey(
        DateChange, verbose_name=_("change"), on_delete=models.PROTECT, related_name="refunds"
    )
    line = models.ForeignKey(
        OrderLine, verbose_name=_("item"), on_delete=models.PROTECT, related_name="+"
    )
    pieces = models.PositiveSmallIntegerField(_("tickets"))
    amount = MoneyField(_("amount"))
    outcome = models.CharField(_("result"), max_length=10, choices=RefundOutcome)
    reason = models.CharField(_("reason"), max_length=NOTE_LENGTH, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("refund of a line")
        verbose_name_plural = _("refunds of lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["change", "line"], name="one_refund_a_line"),
            models.CheckConstraint(
                condition=Q(outcome="refunded", reason="") | (Q(outcome="failed") & ~Q(reason="")),
                name="failed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.get_outcome_display()}"
