"""What sending a parcel costs: a store's zones, its steps of weight, and a price for each pair."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.countries import country_name
from core.fields import MoneyField, VisibleField
from shipping.models.carriers import Carrier
from stores.models import Product, Store

MAX_GRAMS = 100_000  # no parcel service takes more


class StoreShipping(models.Model):
    """What a store's parcels have in common; `version` counts the changes of its zones and prices."""

    store = models.OneToOneField(
        Store, on_delete=models.CASCADE, primary_key=True, related_name="shipping"
    )
    carrier = models.ForeignKey(
        Carrier,
        verbose_name=_("last carrier"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("shipping of a store")
        verbose_name_plural = _("shipping of stores")

    def __str__(self) -> str:
        return str(self.store)


class Zone(models.Model):
    """A part of the world to which sending costs the same.

    Without `countries` it is all those that no other zone names. `postcodes` are ranges (`63000-63644`) and
    beginnings (`BT`); without any it is all of its countries. The zone that says most wins.
    """

    store = models.ForeignKey(
        Store, verbose_name=_("store"), on_delete=models.CASCADE, related_name="zones"
    )
    name = VisibleField(_("name"), max_length=40)
    countries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("countries"), default=list, blank=True
    )
    postcodes = ArrayField(
        models.CharField(max_length=21), verbose_name=_("postcodes"), default=list, blank=True
    )
    free_from = MoneyField(_("free from"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["store", "name"], name="one_zone_of_a_name"),
            models.CheckConstraint(
                condition=Q(free_from=None) | Q(free_from__gte=0), name="free_from_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(postcodes=[]) | ~Q(countries=[]), name="postcodes_have_a_country"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def country_names(self) -> list[str]:
        """In the reader's language."""
        return [country_name(code) for code in self.countries]


class WeightStep(models.Model):
    """Parcels of up to `grams`; the lightest step that a parcel fits decides."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="weight_steps")
    grams = models.PositiveIntegerField(_("up to (grams)"))

    class Meta:
        verbose_name = _("step of weight")
        verbose_name_plural = _("steps of weight")
        ordering = ["grams"]
        constraints = [
            models.UniqueConstraint(fields=["store", "grams"], name="one_step_of_a_weight"),
            models.CheckConstraint(
                condition=Q(grams__gte=1, grams__lte=MAX_GRAMS), name="step_weight_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grams:,} g"


class Rate(models.Model):
    """The price of a step in a zone; without a row the store does not send that there."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="rates")
    step = models.ForeignKey(
        WeightStep, verbose_name=_("step of weight"), on_delete=models.CASCADE, related_name="rates"
    )
    price = MoneyField(_("price"))

    class Meta:
        verbose_name = _("price of sending")
        verbose_name_plural = _("prices of sending")
        constraints = [
            models.UniqueConstraint(fields=["zone", "step"], name="one_rate_a_step"),
            models.CheckConstraint(condition=Q(price__gte=0), name="rate_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.zone} · {self.step}"


class ProductWeight(models.Model):
    """What a piece weighs when it is sent; without a row nothing."""

    product = models.OneToOneField(
        Product, on_delete=models.CASCADE, primary_key=True, related_name="weight"
    )
    grams = models.PositiveIntegerField(_("weight in grams"))

    class Meta:
        verbose_name = _("weight of a product")
        verbose_name_plural = _("weights of products")
        constraints = [
            models.CheckConstraint(
                condition=Q(grams__gte=1, grams__lte=MAX_GRAMS), name="product_weight_in_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.grams:,} g"
