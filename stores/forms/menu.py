"""Forms of the parts of a menu."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from stores.forms.fields import PhotoField, show_money
from stores.models import MenuSection, Option, OptionGroup, Product, Store
from stores.prices import clean_amount, lowest_change, lowest_of
from stores.services import MAX_STOCK

TOO_CHEAP = _("With the options chosen cheaply, the price would fall below zero.")
MAX_CHOICES = 50
MAX_PER_ORDER = 1_000  # pieces


class SectionForm(forms.ModelForm):
    class Meta:
        model = MenuSection
        fields = ["name"]


class ProductForm(forms.ModelForm):
    """A product of the store; its stock is a field only of a new one, as orders change it later."""

    photo = PhotoField()
    stock = forms.IntegerField(
        label=_("Stock"),
        min_value=0,
        max_value=MAX_STOCK,
        required=False,
        help_text=_("Left empty, it never runs out."),
    )

    class Meta:
        model = Product
        fields = [
            *("name", "price", "description", "photo", "section"),
            *("stock", "low_stock_at", "max_per_order"),
        ]

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.store = store
        sections = MenuSection.objects.filter(store=store)
        self.fields["section"] = forms.ModelChoiceField(
            sections, label=_("Section"), empty_label=None
        )
        show_money(self, ["price"], store.currency)
        self._limit("low_stock_at", 0, MAX_STOCK)
        self._limit("max_per_order", 1, MAX_PER_ORDER)
        if self.instance.pk:
            del self.fields["stock"]

    def _limit(self, name: str, least: int, most: int) -> None:
        field = self.fields[name]
        self.fields[name] = forms.IntegerField(
            label=field.label,
            help_text=field.help_text,
            min_value=least,
            max_value=most,
            required=False,
            initial=field.initial,
        )

    def clean_low_stock_at(self) -> int:
        return self.cleaned_data["low_stock_at"] or 0

    def clean_price(self) -> Decimal:
        price = clean_amount(self.cleaned_data["price"], self.store.currency)
        if self.instance.pk:
            groups = self.instance.option_groups.prefetch_related("options")
            if price + lowest_change(groups) < 0:
                raise ValidationError(TOO_CHEAP)
        return price


class OptionGroupForm(forms.ModelForm):
    class Meta:
        model = OptionGroup
        fields = ["name", "min_choices", "max_choices"]

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product = product
        for name, least in (("min_choices", 0), ("max_choices", 1)):
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label,
                min_value=least,
                max_value=MAX_CHOICES,
                initial=least,
            )

    def full_clean(self) -> None:
        """Check the price once the instance has the submitted values."""
        super().full_clean()
        if self.is_bound and not self.errors and _falls_below_zero(self.product, self.instance):
            self.add_error("max_choices", TOO_CHEAP)


class OptionForm(forms.ModelForm):
    class Meta:
        model = Option
        fields = ["name", "price_change"]

    def __init__(self, *args: Any, group: OptionGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        show_money(self, ["price_change"], group.product.store.currency)
        # It may be negative, and the keyboards of some phones for numbers have no minus.
        del self.fields["price_change"].widget.attrs["inputmode"]

    def clean_price_change(self) -> Decimal:
        return clean_amount(self.cleaned_data["price_change"], self.group.product.store.currency)

    def full_clean(self) -> None:
        """Check the price once the instance has the submitted values."""
        super().full_clean()
        if (
            self.is_bound
            and not self.errors
            and _falls_below_zero(self.group.product, self.group, self.instance)
        ):
            self.add_error("price_change", TOO_CHEAP)


def _falls_below_zero(product: Product, group: OptionGroup, option: Option | None = None) -> bool:
    """Whether the product could have a negative price with this group and option, as not yet saved."""
    others = product.option_groups.exclude(pk=group.pk).prefetch_related("options")
    options = list(group.options.all()) if group.pk else []
    changes = [row.price_change for row in options if option is None or row.pk != option.pk]
    if option is not None:
        changes.append(option.price_change)
    return product.price + lowest_change(others) + lowest_of(group, changes) < 0
