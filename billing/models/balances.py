"""What months cost, and the balance that they leave: credit, or what was carried over."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice
from billing.models.tenants import Tenant
from billing.months import Month
from core.fields import MoneyField


class ClosedMonth(models.Model):
    """A month that was billed, also where nothing was due: a run missed, killed or repeated ends the same.

    `events` is how many events of usage were counted, and `amount` what the base and the overage of the month
    cost by them; both follow when late events are billed.
    """

    tenant = models.ForeignKey(
        Tenant, verbose_name=_("tenant"), on_delete=models.PROTECT, related_name="closed_months"
    )
    first_day = models.DateField(_("month"))
    events = models.PositiveIntegerField(_("events"), default=0)
    amount = MoneyField(_("amount"), default=Decimal(0))
    invoice = models.OneToOneField(
        Invoice,
        verbose_name=_("invoice"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="closed_month",
    )
    closed_at = models.DateTimeField(_("closed"))

    class Meta:
        verbose_name = _("closed month")
        verbose_name_plural = _("closed months")
        ordering = ["-first_day"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "first_day"], name="month_closed_once"),
            models.CheckConstraint(condition=Q(first_day__day=1), name="month_begins_on_the_first"),
        ]

    if TYPE_CHECKING:
        tenant_id: int
        invoice_id: int | None

    def __str__(self) -> str:
        return f"{self.tenant} {self.month}"

    @property
    def month(self) -> Month:
        return Month.of(self.first_day)


class CreditKind(models.TextChoices):
    GRANTED = "granted", _("Granted")
    USED = "used", _("Used for a month")
    CARRIED = "carried", _("Carried over")


class Credit(models.Model):
    """One change of a tenant's balance; never changed or deleted (a trigger).

    A positive balance reduces the next invoice. A negative one is owed: amounts too small for an invoice of
    their own, which the next one includes. Each closed month changes it once at most.
    """

    tenant = models.ForeignKey(
        Tenant, verbose_name=_("tenant"), on_delete=models.PROTECT, related_name="credits"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CreditKind)
    amount = MoneyField(_("amount"))
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    closed_month = models.OneToOneField(
        ClosedMonth,
        verbose_name=_("closed month"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credit",
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["tenant"], include=["amount"], name="balance_of_a_tenant")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="granted", closed_month=None) & ~Q(reason="") & ~Q(amount=0)
                | Q(kind__in=["used", "carried"], closed_month__isnull=False) & ~Q(amount=0),
                name="credit_of_one_cause",
            )
        ]

    if TYPE_CHECKING:
        tenant_id: int

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
