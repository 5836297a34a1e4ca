"""Forms of what a page sells."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.money_input import MoneyInput
from core.text import VisibleCharField
from landing.forms.pages import products_of
from landing.models import Page, ProductSet
from landing.offers import MAX_PIECES
from stores.models import Product
from stores.prices import clean_amount


class LabelForm(forms.Form):
    label = VisibleCharField(
        label=_("Label"),
        max_length=60,
        required=False,
        help_text=_("What buyers choose by: “100 g”, “Blue”. Left empty, the product's name."),
    )


class VariantForm(LabelForm):
    product = forms.ModelChoiceField(label=_("Product"), queryset=Product.objects.none())
    field_order = ("product", "label")

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sold = page.variants.values("product")
        rest = products_of(page.store).exclude(pk__in=sold)
        self.fields["product"].queryset = rest  # type: ignore[attr-defined]


class SetForm(forms.Form):
    """Pieces are numbered fields, one for each product that the page sells."""

    name = VisibleCharField(label=_("Name"), max_length=60)
    price = MoneyInput(label=_("Price"), min_value=0, max_digits=14, decimal_places=2)

    def __init__(self, data: Any, bundle: ProductSet) -> None:
        super().__init__(data, initial={"name": bundle.name, "price": bundle.price})
        self.currency = bundle.page.store.currency
        self.fields["price"].in_currency(self.currency)  # type: ignore[attr-defined]
        now = {item.product_id: item.pieces for item in bundle.items.all()} if bundle.pk else {}
        sold = bundle.page.variants.values_list("product", flat=True)
        products = Product.objects.filter(pk__in=[*sold, *(pk for pk in now if pk)])
        self.products = {product.pk: product for product in products.order_by("pk")}
        for pk, product in self.products.items():
            self.fields[f"pieces_{pk}"] = forms.IntegerField(
                label=str(product),
                min_value=0,
                max_value=MAX_PIECES,
                required=False,
                initial=now.get(pk, 0),
            )

    def clean_price(self) -> Any:
        return clean_amount(self.cleaned_data["price"], self.currency)

    @property
    def pieces(self) -> dict[Product, int]:
        numbers = {pk: self.cleaned_data.get(f"pieces_{pk}") or 0 for pk in self.products}
        return {self.products[pk]: number for pk, number in numbers.items() if number}

    @property
    def piece_fields(self) -> list[tuple[Product, forms.BoundField]]:
        return [(product, self[f"pieces_{pk}"]) for pk, product in self.products.items()]
