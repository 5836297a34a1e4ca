"""The rows of an order: its lines, the adjustments of its total, and its history."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.models import HistoryRow
from orders.lifecycle import HISTORY_LABELS
from orders.models.orders import Order
from stores.models import Product


class OrderLine(models.Model):
    """A bought product, with its name and price at that time; the product may be deleted since."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    options = models.JSONField(default=list, help_text="[[group, option, price difference]]")
    option_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    unit_price = MoneyField(_("price"))
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    # Pieces that this line took from a counted stock and has not returned.
    reserved = models.SmallIntegerField(default=0, db_default=0, editable=False)
    # Pieces that were refunded, or whose refund is due.
    refunded = models.SmallIntegerField(default=0, db_default=0, editable=False)
    total = MoneyField(_("total"))

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("ordered items")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("unit_price") * F("quantity")), name="line_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, unit_price__gte=0), name="line_makes_sense"
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("quantity")),
                name="line_reserved_in_range",
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("quantity")),
                name="line_refunded_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def unrefunded(self) -> int:
        """Pieces that may still be refunded."""
        return self.quantity - self.refunded

    @property
    def choices(self) -> str:
        return ", ".join(option for _group, option, _price in self.options)

    @property
    def described(self) -> str:
        """The product with its options, which distinguish two lines of one product."""
        return f"{self.name} ({self.choices})" if self.options else self.name


class Adjustment(models.Model):
    """A part of the total beside the lines, with its own label: a fee, a discount."""

    class Kind(models.TextChoices):
        DELIVERY_FEE = "delivery_fee", _("Delivery fee")
        DELIVERY_FEE_OFF = "delivery_fee_off", _("Delivery fee taken off")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="adjustments")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    label = models.CharField(_("label"), max_length=80, blank=True)
    amount = MoneyField(_("amount"), default=Decimal(0))

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label or str(self.get_kind_display())


class OrderMove(HistoryRow):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("history")
        # A tiny index, as rows are only ever appended.
        indexes = [BrinIndex(fields=["at"], autosummarize=True, name="order_moves_by_time")]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        """The label in the timeline."""
        return str(HISTORY_LABELS.get(self.verb, self.verb))
