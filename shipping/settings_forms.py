"""The forms of a store's settings of shipping: validation only."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.countries import country_choices
from core.currencies import minor_digits
from core.money_input import MoneyInput
from shipping.costs import CostTable
from shipping.models import Zone
from shipping.models.costs import MAX_GRAMS
from shipping.postcodes import BadPattern, parse
from shipping.settings import MAX_STEPS
from stores.models import Product, Store
from stores.prices import clean_amount

EMPTY_ROWS = 2  # for further steps of weight
GRAMS = {"inputmode": "numeric", "class": "form-control"}


class PriceForm(forms.Form):
    """The prices: a row for each step of weight, a column for each zone. An empty price: not sent."""

    def __init__(self, table: CostTable, data: Any = None) -> None:
        super().__init__(data)
        self.table = table
        known = [(step.grams, prices) for step, prices in table.rows]
        posted = [i for i in range(MAX_STEPS) if data is not None and f"grams-{i}" in data]
        count = min(MAX_STEPS, len(known) + EMPTY_ROWS) if data is None else len(posted)
        self._rows = posted or list(range(count))
        for row in self._rows:
            grams, prices = known[row] if row < len(known) else (None, [None] * len(table.zones))
            self._add_row(row, grams, prices)

    def _add_row(self, row: int, grams: int | None, prices: Sequence[Decimal | None]) -> None:
        self.fields[f"grams-{row}"] = forms.IntegerField(
            label=_("Up to (grams)"),
            required=False,
            min_value=1,
            max_value=MAX_GRAMS,
            initial=grams,
            widget=forms.TextInput(GRAMS),
        )
        for zone, price in zip(self.table.zones, prices, strict=True):
            currency = self.table.store.currency
            field = MoneyInput(label=zone.name, required=False, currency=currency)
            field.initial = shown(price, currency)
            field.widget.attrs["class"] = "form-control"
            self.fields[f"price-{row}-{zone.pk}"] = field

    @property
    def rows(self) -> list[tuple[Any, list[Any]]]:
        """The bound fields of each row: its weight, and its prices in the order of the zones."""
        return [
            (self[f"grams-{row}"], [self[f"price-{row}-{zone.pk}"] for zone in self.table.zones])
            for row in self._rows
        ]

    def clean(self) -> dict[str, Any]:
        data, seen = self.cleaned_data, set()
        for row in self._rows:
            grams = data.get(f"grams-{row}")
            for zone in self.table.zones:
                self._check(f"price-{row}-{zone.pk}", grams, row)
            if grams in seen:
                self.add_error(f"grams-{row}", _("This weight is there already."))
            seen |= {grams} - {None}
        return data

    def _check(self, name: str, grams: int | None, row: int) -> None:
        price = self.cleaned_data.get(name)
        if price is None:
            return
        if grams is None and f"grams-{row}" not in self.errors:
            self.add_error(f"grams-{row}", _("Up to which weight are these prices?"))
        try:
            if price < 0:
                raise ValidationError(_("This cannot be less than zero."))
            clean_amount(price, self.table.store.currency)
        except ValidationError as error:
            self.add_error(name, error)

    @property
    def steps(self) -> list[int]:
        grams = (self.cleaned_data[f"grams-{row}"] for row in self._rows)
        return sorted(each for each in grams if each is not None)

    @property
    def prices(self) -> dict[tuple[int, int], Decimal]:
        """{(primary key of a zone, grams): price}."""
        return {
            (zone.pk, self.cleaned_data[f"grams-{row}"]): price
            for row in self._rows
            for zone in self.table.zones
            if (price := self.cleaned_data[f"price-{row}-{zone.pk}"]) is not None
        }


class ZoneForm(forms.ModelForm):
    """A zone is of some countries, or of all that no other zone names."""

    everywhere = forms.BooleanField(label=_("All other countries"), required=False)
    countries = forms.MultipleChoiceField(
        label=_("Countries"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    postcodes = forms.CharField(
        label=_("Only these postcodes"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Ranges such as 63000-63644 and beginnings such as BT, separated by commas. Empty: the whole"
            " countries."
        ),
    )
    free_from = MoneyInput(
        label=_("Free from an amount of"),
        required=False,
        help_text=_("Of the items after discounts. Empty: never free."),
    )

    class Meta:
        model = Zone
        fields = ["name", "everywhere", "countries", "postcodes", "free_from"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone, currency = self.instance, self.instance.store.currency
        countries = sorted(country_choices(), key=lambda choice: choice[0] not in zone.countries)
        self.fields["countries"].choices = countries  # type: ignore[attr-defined]
        self.fields["free_from"].in_currency(currency)  # type: ignore[attr-defined]
        self.initial["free_from"] = shown(zone.free_from, currency)
        self.initial["postcodes"] = ", ".join(zone.postcodes)
        self.initial["everywhere"] = bool(zone.pk) and not zone.countries

    def clean_postcodes(self) -> list[str]:
        try:
            return parse(self.cleaned_data["postcodes"])
        except BadPattern as error:
            raise ValidationError(str(error)) from error

    def clean_free_from(self) -> Decimal | None:
        amount: Decimal | None = self.cleaned_data["free_from"]
        if amount is None:
            return None
        if amount < 0:
            raise ValidationError(_("This cannot be less than zero."))
        return clean_amount(amount, self.instance.store.currency)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("everywhere"):
            data["countries"] = []
            if data.get("postcodes"):
                self.add_error("postcodes", _("Postcodes belong to countries: choose those first."))
        elif not data.get("countries") and "countries" not in self.errors:
            self.add_error("countries", _("Choose countries, or all others."))
        return data


class WeightForm(forms.Form):
    """What a piece of each product weighs."""

    def __init__(self, products: Iterable[Product], data: Any = None) -> None:
        super().__init__(data)
        self._names = {product.pk: f"grams-{product.pk}" for product in products}
        for product in products:
            weight = getattr(product, "weight", None)
            self.fields[f"grams-{product.pk}"] = forms.IntegerField(
                label=product.name,
                required=False,
                min_value=1,
                max_value=MAX_GRAMS,
                initial=weight.grams if weight else None,
                widget=forms.TextInput(GRAMS),
            )

    @property
    def grams(self) -> dict[int, int | None]:
        """{primary key of a product: grams, None for unknown}."""
        return {pk: self.cleaned_data[name] for pk, name in self._names.items()}


def shown(amount: Decimal | None, currency: str) -> str:
    """An amount in a field, with as many decimals as its currency has."""
    return "" if amount is None else f"{amount:.{minor_digits(currency)}f}"


def products_of(store: Store) -> Any:
    """The products of a store with their weights, as its menu lists them."""
    products = Product.objects.filter(section__store=store).select_related("weight", "section")
    return products.order_by("section__position", "section", "position", "pk")
