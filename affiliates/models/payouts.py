"""Payouts to partners, and the ledger of all that is owed to them."""

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from affiliates.lifecycle import RUN_LABELS, RUN_MOVES, RunStatus
from affiliates.models.partners import NUMBER_LENGTH, Partner, TaxKind, new_number
from affiliates.models.programmes import Programme
from affiliates.models.sales import Sale
from core.fields import MoneyField
from core.models import HistoryRow
from payments.models import Payment, Refund, RefundMove


class EntryKind(models.TextChoices):
    SALE = "sale", _("Sale")
    REVERSAL = "reversal", _("Refund of a sale")
    RESTORATION = "restored", _("Refund that could not be sent")
    ADJUSTMENT = "adjustment", _("Correction")
    PAYOUT = "payout", _("Payout")


class PayoutRun(models.Model):
    """What is paid to a store's partners together: prepared, approved, then transferred."""

    MOVES: ClassVar = RUN_MOVES
    lifecycle_reads: ClassVar = ("programme__store",)

    number = models.CharField(
        _("number"), max_length=NUMBER_LENGTH, unique=True, default=new_number, editable=False
    )
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="runs"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=RunStatus, default=RunStatus.DRAFT, editable=False
    )
    currency = models.CharField(_("currency"), max_length=3)
    made_at = models.DateTimeField(_("prepared"))

    class Meta:
        verbose_name = _("payout run")
        verbose_name_plural = _("payout runs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values), name="known_run_status"
            )
        ]

    if TYPE_CHECKING:
        programme_id: int

    def __str__(self) -> str:
        return self.number


class PayoutRunMove(HistoryRow):
    run = models.ForeignKey(PayoutRun, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a payout run")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        """The text in the timeline."""
        return str(RUN_LABELS.get(self.verb, self.verb))


class Payout(models.Model):
    """What one partner gets of a run; tax kind and bank account are those of when it was prepared."""

    number = models.CharField(
        _("number"), max_length=NUMBER_LENGTH, unique=True, default=new_number, editable=False
    )
    run = models.ForeignKey(
        PayoutRun, verbose_name=_("run"), on_delete=models.PROTECT, related_name="payouts"
    )
    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="payouts"
    )
    gross = MoneyField(_("earned"))
    income_tax = MoneyField(_("income tax withheld"), default=Decimal(0))
    local_tax = MoneyField(_("local income tax withheld"), default=Decimal(0))
    net = MoneyField(_("transferred"))
    tax_kind = models.CharField(_("tax"), max_length=10, choices=TaxKind)
    bank_sealed = models.TextField(editable=False)

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "partner"], name="one_payout_a_run_and_partner"),
            models.CheckConstraint(
                condition=Q(gross__gt=0, income_tax__gte=0, local_tax__gte=0)
                & Q(net=F("gross") - F("income_tax") - F("local_tax")),
                name="payout_adds_up",
            ),
        ]

    if TYPE_CHECKING:
        partner_id: int

    def __str__(self) -> str:
        return self.number

    @property
    def currency(self) -> str:
        return self.run.currency

    @property
    def withheld(self) -> Decimal:
        return self.income_tax + self.local_tax


class LedgerEntry(models.Model):
    """One change of what is owed to a partner; never changed or deleted (a trigger).

    A payment, a refund and a payout are each booked once, and so is a `refund_step`: one by which a refund
    was given up, which restores what it had reversed, or sent after all, which reverses that again. A
    reversal with neither is of pieces that came back where the postage left nothing to pay back.
    """

    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="entries"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    amount = MoneyField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    at = models.DateTimeField(_("at"))
    sale = models.ForeignKey(
        Sale, verbose_name=_("sale"), on_delete=models.PROTECT, null=True, related_name="entries"
    )
    payment = models.OneToOneField(
        Payment,
        verbose_name=_("payment"),
        on_delete=models.PROTECT,
        null=True,
        related_name="partner_entry",
    )
    refund = models.OneToOneField(
        Refund,
        verbose_name=_("refund"),
        on_delete=models.PROTECT,
        null=True,
        related_name="partner_entry",
    )
    refund_step = models.OneToOneField(
        RefundMove,
        verbose_name=_("step of the refund"),
        on_delete=models.PROTECT,
        null=True,
        related_name="partner_entry",
    )
    payout = models.OneToOneField(
        Payout, verbose_name=_("payout"), on_delete=models.PROTECT, null=True, related_name="entry"
    )
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = pgettext_lazy("partners", "ledger")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["partner", "at"], name="entries_of_a_partner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="sale", amount__gt=0, sale__isnull=False, payment__isnull=False)
                & Q(refund=None, refund_step=None, payout=None)
                | Q(kind="reversal", amount__lt=0, sale__isnull=False)
                & (Q(refund=None) | Q(refund_step=None))
                & Q(payment=None, payout=None)
                | Q(kind="restored", amount__gt=0, sale__isnull=False, refund_step__isnull=False)
                & Q(payment=None, refund=None, payout=None)
                | Q(kind="adjustment", sale=None, payment=None, refund=None, payout=None)
                & Q(refund_step=None)
                & ~Q(amount=0)
                | Q(kind="payout", amount__lt=0, payout__isnull=False)
                & Q(sale=None, payment=None, refund=None, refund_step=None),
                name="entry_of_one_cause",
            ),
            models.UniqueConstraint(
                fields=["sale"], condition=Q(kind="sale"), name="one_entry_a_sale"
            ),
        ]

    if TYPE_CHECKING:
        partner_id: int
        sale_id: int | None

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} {self.currency}"


class PayoutEntry(models.Model):
    """An entry that a payout pays: of one payout only, unless its run is discarded."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="paid_entries")
    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="paid_in")

    class Meta:
        verbose_name = _("paid entry")
        verbose_name_plural = _("paid entries")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.entry)
