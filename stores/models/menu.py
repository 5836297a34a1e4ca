from decimal import Decimal

from django.contrib.postgres.indexes import GinIndex
from django.core import signing
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField, VisibleField
from stores.models.stores import Store
from stores.photos import photo_path
from stores.search_key import search_key_of

DEFAULT_LOW_STOCK = 5  # pieces
RESTOCK_SALT = "stores.restocks.product"


class MenuSection(models.Model):
    store = models.ForeignKey(
        Store, verbose_name=_("store"), on_delete=models.CASCADE, related_name="sections"
    )
    name = VisibleField(_("name"), max_length=60)
    is_hidden = models.BooleanField(_("hidden from customers"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("menu section")
        verbose_name_plural = _("menu sections")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    section = models.ForeignKey(
        MenuSection, verbose_name=_("section"), on_delete=models.CASCADE, related_name="products"
    )
    name = VisibleField(_("name"), max_length=80)
    description = VisibleField(_("description"), max_length=300, blank=True)
    photo = models.ImageField(_("photo"), upload_to=photo_path, blank=True)
    price = MoneyField(_("price"), validators=[MinValueValidator(0)])
    stock = models.PositiveIntegerField(
        _("stock"), null=True, blank=True, help_text=_("Left empty, it never runs out.")
    )
    low_stock_at = models.PositiveIntegerField(
        _("notice of low stock at"),
        default=DEFAULT_LOW_STOCK,
        db_default=DEFAULT_LOW_STOCK,
        help_text=_("You are told once orders leave so many pieces or fewer. 0 switches it off."),
    )
    max_per_order = models.PositiveSmallIntegerField(
        _("most pieces per order"),
        null=True,
        blank=True,
        help_text=_("Left empty, there is no limit."),
    )
    is_available = models.BooleanField(_("available"), default=True)
    is_hidden = models.BooleanField(_("hidden from customers"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    search_key = search_key_of("name")

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["position", "pk"]
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="products_by_name")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="price_not_negative"),
            models.CheckConstraint(condition=Q(stock__gte=0), name="stock_not_negative"),
            models.CheckConstraint(
                condition=Q(max_per_order__gte=1),
                name="max_per_order_positive",
                violation_error_message=_("Allow at least one piece, or leave it empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def store(self) -> Store:
        return self.section.store

    @property
    def is_sold_out(self) -> bool:
        return not self.is_available or self.stock == 0

    @property
    def restock_key(self) -> str:
        """Names it in the URL where one asks to be told when it is back; cannot be guessed from another's."""
        return signing.Signer(salt=RESTOCK_SALT).sign(str(self.pk))

    @property
    def is_offered(self) -> bool:
        """Shown, by itself and with its section, and not sold out."""
        return not (self.is_hidden or self.section.is_hidden or self.is_sold_out)


class OptionGroup(models.Model):
    """A choice for a product: size (exactly one), toppings (none to five)."""

    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="option_groups"
    )
    name = VisibleField(_("name"), max_length=60)
    min_choices = models.PositiveSmallIntegerField(_("at least"), default=0)
    max_choices = models.PositiveSmallIntegerField(_("at most"), default=1)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("option group")
        verbose_name_plural = _("option groups")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(max_choices__gte=1) & Q(min_choices__lte=F("max_choices")),
                name="choices_make_sense",
                violation_error_message=_("“At least” may not be more than “at most”."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Option(models.Model):
    group = models.ForeignKey(OptionGroup, on_delete=models.CASCADE, related_name="options")
    name = VisibleField(_("name"), max_length=60)
    price_change = MoneyField(_("price difference"), default=Decimal(0))
    is_available = models.BooleanField(_("available"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def store(self) -> Store:
        return self.group.product.store
