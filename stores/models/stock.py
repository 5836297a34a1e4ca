"""The ledger of a product's stock, and the history of its price.

PostgreSQL writes both, by a trigger of the table of products (docs/stock.md): no writer can leave them out.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from stores.models.menu import Product

REFERENCE_LENGTH = 40
NOTE_LENGTH = 200  # characters of what an owner writes


class StockCause(models.TextChoices):
    OPENING = "opening", _("Stock at the beginning")
    ORDER = "order", pgettext_lazy("stock", "Ordered")
    REVIVED = "revived", pgettext_lazy("stock", "Order paid late")
    EXPIRED = "expired", pgettext_lazy("stock", "Order expired unpaid")
    CANCELLED = "cancelled", pgettext_lazy("stock", "Order cancelled")
    REJECTED = "rejected", pgettext_lazy("stock", "Order rejected")
    REFUNDED = "refunded", pgettext_lazy("stock", "Refunded before it was sent")
    RETURNED = "returned", pgettext_lazy("stock", "Goods returned")
    SET = "set", pgettext_lazy("stock", "Set by hand")
    COUNTED = "counted", pgettext_lazy("stock", "Counted")
    DELIVERY = "delivery", pgettext_lazy("stock", "Delivery of goods")
    DAMAGED = "damaged", pgettext_lazy("stock", "Damaged or lost")
    OTHER = "other", pgettext_lazy("stock", "Other reason")
    IMPORT = "import", pgettext_lazy("stock", "Set by CSV")
    DIRECT = "direct", pgettext_lazy("stock", "Changed in the database")
    DELETED = "deleted", pgettext_lazy("stock", "Product deleted")


# The reasons that members choose from when they change the stock.
CHOSEN_CAUSES = (StockCause.COUNTED, StockCause.DELIVERY, StockCause.DAMAGED, StockCause.OTHER)


class Change(models.Model):
    """One change of a product, never changed or deleted. Of a deleted product, `product_id` is left."""

    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="%(class)ss",
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
        abstract = True
        ordering = ["-pk"]  # rows are written under the lock of their product

    if TYPE_CHECKING:
        product_id: int
        actor_id: int | None

    @property
    def who(self) -> str:
        return str(self.actor) if self.actor else gettext("automatic")


class StockChange(Change):
    """`change` in pieces; those of a product add up to its stock, or to 0 while it is not counted.

    `after` is the stock after it, None if not counted. `reference` is the number of the order, if it was one.
    """

    change = models.IntegerField(_("change"))
    after = models.PositiveIntegerField(_("stock after"), null=True)
    cause = models.CharField(_("reason"), max_length=10, choices=StockCause)
    reference = models.CharField(_("reference"), max_length=REFERENCE_LENGTH, blank=True)
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)

    class Meta(Change.Meta):
        verbose_name = _("change of stock")
        verbose_name_plural = _("changes of stock")
        indexes = [models.Index(fields=["product", "-id"], name="stock_changes_of_a_product")]
        constraints = [
            models.CheckConstraint(
                condition=Q(cause__in=StockCause.values), name="known_stock_cause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()} {self.change:+}"


class PriceChange(Change):
    """`former` is None for the price that a product began with; amounts in the currency of its store."""

    former = MoneyField(_("former price"), null=True)
    price = MoneyField(_("price"))

    class Meta(Change.Meta):
        verbose_name = _("change of price")
        verbose_name_plural = _("changes of price")
        indexes = [models.Index(fields=["product", "-id"], name="price_changes_of_a_product")]

    def __str__(self) -> str:
        return f"{self.former} → {self.price}"
