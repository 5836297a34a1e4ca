"""Which partner brought an order, and what the sale earns by the numbers of its day."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from affiliates.models.partners import NUMBER_LENGTH, Partner, PartnerCode, new_number
from affiliates.models.programmes import Basis
from core.fields import MoneyField
from orders.models import Order, OrderLine

SOURCE_LENGTH = 60


class Exclusion(models.TextChoices):
    """Why a sale earns nothing: the partner is the buyer."""

    ACCOUNT = "account", _("Bought by the partner's own account")
    EMAIL = "email", _("Bought with the partner's e-mail address")
    PHONE = "phone", _("Bought with the partner's phone number")
    PAYER = "payer", _("Paid by the partner")


class Attribution(models.Model):
    """How the buyer of an order came: by a partner's code, from a source that a link named, or both."""

    order = models.OneToOneField(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="attribution"
    )
    code = models.ForeignKey(
        PartnerCode,
        verbose_name=_("code"),
        on_delete=models.PROTECT,
        null=True,
        related_name="attributions",
    )
    is_typed = models.BooleanField(_("typed"), default=False)
    clicked_at = models.DateTimeField(_("clicked"), null=True)
    source = models.CharField(_("source"), max_length=SOURCE_LENGTH, blank=True)
    medium = models.CharField(_("medium"), max_length=SOURCE_LENGTH, blank=True)
    campaign = models.CharField(_("campaign"), max_length=SOURCE_LENGTH, blank=True)

    class Meta:
        verbose_name = _("attribution")
        verbose_name_plural = _("attributions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__isnull=False) | ~Q(source=""), name="attributed_to_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.code or self.source}"


class Sale(models.Model):
    """One paid order that a partner brought. What it was booked by is frozen; `amount` is its commission.

    `number` names it to the partner, who never sees the order. `payable_at` is set when that is completed.
    """

    number = models.CharField(
        _("number"), max_length=NUMBER_LENGTH, unique=True, default=new_number, editable=False
    )
    order = models.OneToOneField(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="partner_sale"
    )
    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="sales"
    )
    code = models.ForeignKey(
        PartnerCode, verbose_name=_("code"), on_delete=models.PROTECT, related_name="sales"
    )
    basis = models.CharField(_("commission on"), max_length=10, choices=Basis)
    rate = models.DecimalField(_("rate in percent"), max_digits=5, decimal_places=2)
    return_days = models.PositiveSmallIntegerField(_("days until it is payable"))
    currency = models.CharField(_("currency"), max_length=3)
    amount = MoneyField(_("commission"))
    excluded = models.CharField(
        _("earns nothing because"), max_length=10, choices=Exclusion, blank=True, default=""
    )
    sold_at = models.DateTimeField(_("sold"))
    payable_at = models.DateTimeField(_("payable from"), null=True, blank=True)

    class Meta:
        verbose_name = _("partner's sale")
        verbose_name_plural = _("partners' sales")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["partner", "sold_at"], name="sales_of_a_partner")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="commission_not_negative"),
            models.CheckConstraint(
                condition=Q(excluded="") | Q(amount=0), name="excluded_sale_earns_nothing"
            ),
            models.CheckConstraint(
                condition=Q(excluded__in=["", *Exclusion.values]), name="known_exclusion"
            ),
        ]

    if TYPE_CHECKING:
        partner_id: int
        order_id: int

    def __str__(self) -> str:
        return self.number


class SaleLine(models.Model):
    """`base` is the profit of all its pieces, or what was paid for them; `amount` the commission on it."""

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="lines")
    line = models.OneToOneField(
        OrderLine, verbose_name=_("item"), on_delete=models.PROTECT, related_name="partner_sale"
    )
    base = MoneyField(_("commission on"), default=Decimal(0))
    amount = MoneyField(_("commission"), default=Decimal(0))

    class Meta:
        verbose_name = _("line of a partner's sale")
        verbose_name_plural = _("lines of a partner's sale")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(base__gte=0, amount__gte=0), name="sale_line_not_negative"
            )
        ]

    def __str__(self) -> str:
        return str(self.line)
