"""What a page sells: products as its variants, and sets of several pieces at one price.

Price and stock are the product's. They are live rows: a version of a page holds none of them.
"""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField, VisibleField
from landing.models.pages import Page
from stores.models import Product


class Variant(models.Model):
    """A product that is sold on the page; without a label it is called by the product's name."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="variants")
    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="page_variants"
    )
    label = VisibleField(_("label"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "product"], name="one_variant_a_product")
        ]

    def __str__(self) -> str:
        return self.label or str(self.product)


class ProductSet(models.Model):
    """Several pieces at one price, in the currency of the store."""

    page = models.ForeignKey(
        Page, verbose_name=_("product page"), on_delete=models.CASCADE, related_name="sets"
    )
    name = VisibleField(_("name"), max_length=60)
    price = MoneyField(_("price"), validators=[MinValueValidator(0)])
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("set")
        verbose_name_plural = _("sets")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="set_price_not_negative")
        ]

    def __str__(self) -> str:
        return self.name


class SetItem(models.Model):
    """Pieces of a product in a set. The set of a deleted product cannot be sold any more."""

    set = models.ForeignKey(ProductSet, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="set_items",
    )
    pieces = models.PositiveSmallIntegerField(
        _("pieces"), default=1, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("part of a set")
        verbose_name_plural = _("parts of sets")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["set", "product"], name="one_set_item_a_product"),
            models.CheckConstraint(condition=Q(pieces__gte=1), name="set_item_has_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.pieces} × {self.product}"
