"""What tenants owe for closed months: invoices, their lines and credit notes, none of which ever changes."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.invoice_lifecycle import INVOICE_LABELS, INVOICE_MOVES, OPEN, InvoiceStatus
from billing.models.tenants import Tenant
from billing.months import Month
from core.fields import MoneyField
from core.models import HistoryRow
from payments.models import Refund

NUMBER_LENGTH = 30


class InvoiceSeries(models.Model):
    """The last number of a series in a year: a locked row has no gaps, which a sequence has."""

    code = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series of numbers")
        verbose_name_plural = _("series of numbers")
        constraints = [
            models.UniqueConstraint(fields=["code", "year"], name="one_series_a_code_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.code}{self.year}-{self.last:06}"


class Invoice(models.Model):
    """Of one month; only its status ever changes (a trigger), and its lines add up to the total (another).

    Prices include VAT: `vat` is the part of the total that is tax.
    """

    MOVES: ClassVar = INVOICE_MOVES
    lifecycle_root: ClassVar = "tenant"

    tenant = models.ForeignKey(
        Tenant, verbose_name=_("tenant"), on_delete=models.PROTECT, related_name="invoices"
    )
    number = models.CharField(_("number"), max_length=NUMBER_LENGTH, unique=True)
    first_day = models.DateField(_("month"))
    status = models.CharField(
        _("status"), max_length=13, choices=InvoiceStatus, default=OPEN, editable=False
    )
    legal_name = models.CharField(_("legal name"), max_length=200)
    business_number = models.CharField(_("business number"), max_length=40, blank=True, default="")
    email = models.EmailField(_("e-mail for bills"))
    zone = models.CharField(_("time zone"), max_length=50)
    language = models.CharField(_("language"), max_length=10)
    currency = models.CharField(_("currency"), max_length=3)
    total = MoneyField(_("total"))
    vat = MoneyField(_("VAT in it"))
    finalized_at = models.DateTimeField(_("finalised"))
    due_day = models.DateField(_("due day"))

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="invoices_of_a_tenant"),
            models.Index(
                fields=["tenant", "id"], condition=~Q(status="paid"), name="unpaid_of_a_tenant"
            ),
            models.Index(
                fields=["due_day", "id"], condition=~Q(status="paid"), name="unpaid_by_day"
            ),
            models.Index(fields=["finalized_at"], name="invoices_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "first_day"], name="one_invoice_a_month_and_tenant"
            ),
            models.CheckConstraint(
                condition=Q(status__in=InvoiceStatus.values), name="known_invoice_status"
            ),
            models.CheckConstraint(
                condition=Q(total__gt=0, vat__gte=0, vat__lt=F("total"), first_day__day=1),
                name="invoice_is_of_something",
            ),
        ]

    if TYPE_CHECKING:
        tenant_id: int

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("billing:invoice", args=[self.number])

    @property
    def month(self) -> Month:
        return Month.of(self.first_day)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def day(self) -> date:
        """On which it was made, where the tenant is."""
        return self.finalized_at.astimezone(self.tz).date()

    @property
    def net(self) -> Decimal:
        """Without VAT."""
        return self.total - self.vat


class InvoiceMove(HistoryRow):
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of an invoice")
        verbose_name_plural = _("history")
        indexes = [models.Index(fields=["at"], name="steps_of_invoices_by_time")]

    def __str__(self) -> str:
        return str(INVOICE_LABELS.get(self.verb, self.verb))


class LineKind(models.TextChoices):
    BASE = "base", _("Base")
    OVERAGE = "overage", _("Usage beyond what is included")
    LATE = "late", _("Usage of an earlier month")
    CARRIED = "carried", _("Carried over")
    CREDIT = "credit", _("Credit")


class InvoiceLine(models.Model):
    """Never changed or deleted (a trigger). `data` are the values of its text, in billing.invoices.texts."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    first_day = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind)
    position = models.PositiveSmallIntegerField()
    data = models.JSONField(_("data"), default=dict)
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("line of an invoice")
        verbose_name_plural = _("lines")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="one_line_a_position"),
            models.CheckConstraint(
                condition=Q(kind__in=LineKind.values, first_day__day=1), name="known_kind_of_line"
            ),
        ]

    if TYPE_CHECKING:
        invoice_id: int

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.month}"

    @property
    def month(self) -> Month:
        return Month.of(self.first_day)


class CreditNote(models.Model):
    """Takes back a part of an invoice, or all of it; never changed or deleted (a trigger)."""

    invoice = models.ForeignKey(
        Invoice, verbose_name=_("invoice"), on_delete=models.PROTECT, related_name="credit_notes"
    )
    number = models.CharField(_("number"), max_length=NUMBER_LENGTH, unique=True)
    amount = MoneyField(_("amount"))
    reason = models.CharField(_("reason"), max_length=500)
    refund = models.OneToOneField(
        Refund,
        verbose_name=_("refund"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_note",
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("credit note")
        verbose_name_plural = _("credit notes")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["at"], name="credit_notes_by_time")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="credit_note_is_of_something")
        ]

    if TYPE_CHECKING:
        invoice_id: int

    def __str__(self) -> str:
        return self.number
