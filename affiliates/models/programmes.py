"""A store's partner programme, and what a piece of each product earns."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from stores.models import Product, Store

USUAL_RATE = Decimal(20)  # percent
MAX_DAYS = 365  # of the attribution window and of the return window
PATH_LENGTH = 200


class Basis(models.TextChoices):
    """What the rate is a part of."""

    PROFIT = "profit", _("The profit of each piece")
    PRICE = "price", _("What was paid for the products")


def percent_of(rate: Decimal) -> str:
    """Without zeros at its end, and without an exponent."""
    return f"{rate.normalize():f}"


class Programme(models.Model):
    """How a store's partners earn. Amounts are in the store's currency, the rate is in percent.

    A sale counts for the partner whose link was clicked last within `window_days` before it. Its commission
    is payable `return_days` after the order is completed. A change is for later sales, which store what they
    were booked by. `terms` are agreed to by their `terms_version`.
    """

    store = models.OneToOneField(
        Store,
        verbose_name=_("store"),
        on_delete=models.PROTECT,
        related_name="partner_programme",
    )
    is_on = models.BooleanField(_("takes partners"), default=False)
    basis = models.CharField(_("commission on"), max_length=10, choices=Basis, default=Basis.PROFIT)
    rate = models.DecimalField(
        _("rate in percent"),
        max_digits=5,
        decimal_places=2,
        default=USUAL_RATE,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    window_days = models.PositiveSmallIntegerField(
        _("days a click counts"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_DAYS)],
    )
    return_days = models.PositiveSmallIntegerField(
        _("days until a sale is payable"), default=14, validators=[MaxValueValidator(MAX_DAYS)]
    )
    minimum_payout = MoneyField(_("least amount of a payout"), default=Decimal(0))
    start_path = models.CharField(
        _("page that links lead to"), max_length=PATH_LENGTH, blank=True, default=""
    )
    terms = models.TextField(_("terms for partners"), max_length=5000, blank=True, default="")
    terms_version = models.PositiveIntegerField(_("version of the terms"), default=1)

    class Meta:
        verbose_name = _("partner programme")
        verbose_name_plural = _("partner programmes")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(basis__in=Basis.values), name="known_commission_basis"
            ),
            models.CheckConstraint(
                condition=Q(rate__gte=0, rate__lte=100), name="programme_rate_in_range"
            ),
            models.CheckConstraint(
                condition=Q(window_days__range=(1, MAX_DAYS), return_days__lte=MAX_DAYS)
                & Q(minimum_payout__gte=0),
                name="programme_in_range",
            ),
        ]

    if TYPE_CHECKING:
        store_id: int

    def __str__(self) -> str:
        return str(self.store)

    @property
    def percent(self) -> str:
        """The rate as text."""
        return percent_of(self.rate)

    @property
    def currency(self) -> str:
        return self.store.currency


class ProductProfit(models.Model):
    """What a piece of the product earns its store, in the store's currency; without a row: nothing."""

    product = models.OneToOneField(
        Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="profit"
    )
    amount = MoneyField(_("profit of a piece"))

    class Meta:
        verbose_name = _("profit of a product")
        verbose_name_plural = _("profits of products")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="profit_not_negative")
        ]

    def __str__(self) -> str:
        return str(self.product)
