"""The rows of an order: its lines, the adjustments of its total, and its history."""

from collections.abc import Sequence
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.models import HistoryRow
from core.money import floor_share
from orders.adjustments import MAX_CODE_LENGTH, kind_of
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
    # Pieces in returns that are open: they come back, and are refunded there or not at all.
    returning = models.SmallIntegerField(default=0, db_default=0, editable=False)
    total = MoneyField(_("total"))
    # Its share of the discounts on lines: `paid` is what it really costs.
    discount = MoneyField(_("discount"), default=Decimal(0), db_default=Decimal(0), editable=False)
    # What was refunded of it besides its pieces: its part of an amount, or of the whole order.
    credited = MoneyField(_("credited"), default=Decimal(0), db_default=Decimal(0), editable=False)

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
            models.CheckConstraint(
                condition=Q(returning=0)
                | Q(returning__gt=0, returning__lte=F("quantity") - F("refunded")),
                name="line_returning_in_range",
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=0, discount__lte=F("total")),
                name="line_discount_in_range",
            ),
            models.CheckConstraint(
                condition=Q(credited=0)
                | Q(credited__gt=0, credited__lte=F("total") - F("discount")),
                name="line_credited_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def unrefunded(self) -> int:
        """Pieces that were not refunded."""
        return self.quantity - self.refunded

    @property
    def available(self) -> int:
        """Pieces that may be refunded or returned now: neither refunded nor in an open return."""
        return self.unrefunded - self.returning

    @property
    def paid(self) -> Decimal:
        """What all its pieces cost after discounts."""
        return self.total - self.discount

    @property
    def refunded_value(self) -> Decimal:
        """What was refunded of it: for its pieces, and besides."""
        return self.value_of_first(self.refunded) + self.credited

    @property
    def refundable(self) -> Decimal:
        return self.paid - self.refunded_value

    def value_of_next(self, pieces: int) -> Decimal:
        """What so many pieces are worth if they are refunded next; all refunds of a line add up to `paid`.

        What was paid for them; of a line that is credited, their part of what is left of it.
        """
        if self.credited and pieces:
            return floor_share(self.refundable, pieces, self.unrefunded, self.order.currency)
        return self.value_of_first(self.refunded + pieces) - self.value_of_first(self.refunded)

    def value_of_first(self, pieces: int) -> Decimal:
        """What was paid for them: floor(paid · pieces / quantity)."""
        return floor_share(self.paid, pieces, self.quantity, self.order.currency)

    @property
    def choices(self) -> str:
        return ", ".join(option for _group, option, _price in self.options)

    @property
    def described(self) -> str:
        """The product with its options, which distinguish two lines of one product."""
        return f"{self.name} ({self.choices})" if self.options else self.name


class Adjustment(models.Model):
    """A part of the total beside the lines: a fee, or a discount (negative) on the lines or on a fee.

    `kind` is a row of orders.adjustments, `source` what caused it (`coupon:…`; empty for a kind of orders).
    `applies_to` is LINES for a discount on lines, the kind of the fee that it lowers, or empty.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="adjustments")
    kind = models.CharField(_("kind"), max_length=MAX_CODE_LENGTH)
    source = models.CharField(_("source"), max_length=60, blank=True, default="", db_default="")
    applies_to = models.CharField(
        _("applies to"), max_length=MAX_CODE_LENGTH, blank=True, default="", db_default=""
    )
    label = models.CharField(_("label"), max_length=80, blank=True)
    amount = MoneyField(_("amount"), default=Decimal(0))
    # What of a discount the platform bears, and not the store; orders.platform_shares counts refunds.
    platform_share = MoneyField(
        _("paid by the platform"), default=Decimal(0), db_default=Decimal(0), editable=False
    )
    # Of one that is not stored yet: the share of each line, in their order.
    line_shares: Sequence[Decimal] = ()

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(platform_share=0)
                | Q(platform_share__gt=0, amount__lte=-F("platform_share")),
                name="platform_share_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(kind_of(self.kind, self.amount).label)

    @property
    def is_discount(self) -> bool:
        """Whether it is shown as an amount off."""
        return self.amount < 0 and not kind_of(self.kind, self.amount).is_correction


class AdjustmentShare(models.Model):
    """What of a discount on lines falls on one of them; a trigger compares the sums at commit."""

    adjustment = models.ForeignKey(Adjustment, on_delete=models.CASCADE, related_name="shares")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="shares")
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("share of a discount")
        verbose_name_plural = _("shares of discounts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["adjustment", "line"], name="one_share_a_line"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="share_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.adjustment} · {self.line}"


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
        """The label in the timeline, by the words of the order's kind of fulfilment."""
        words = self.order.kind.steps
        return str(words.get(self.verb) or HISTORY_LABELS.get(self.verb, self.verb))
