"""The form of a campaign and its terms: only what applies must be filled in, and only that is checked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.money_input import MoneyInput
from coupons.campaigns import CAMPAIGN_FIELDS, TERMS_FIELDS, CampaignValues
from coupons.codes import normalized_code
from coupons.models import Audience, Benefit, Campaign, Terms
from coupons.words import sentence_of
from stores.forms.fields import show_money
from stores.models import MenuSection, Product
from stores.prices import MAX_PRICE, clean_amount

ANYTHING, SOME = "anything", "some"
DAYS, UNTIL = "days", "until"
MAX_BUDGET = Decimal(10_000_000_000)  # major units of any currency
MAX_VALID_DAYS = 3650
TIME_RANGE = timedelta(days=3650)  # around now
WRITTEN = "%Y-%m-%dT%H:%M"

# The fields that each benefit has.
BENEFIT_FIELDS = {
    Benefit.AMOUNT: {"amount"},
    Benefit.PERCENT: {"percent", "cap"},
    Benefit.PIECE: {"cap"},
    Benefit.DELIVERY: {"cap"},
}
AMOUNTS = {"amount": MAX_PRICE, "cap": MAX_PRICE, "minimum": MAX_PRICE, "budget": MAX_BUDGET}


def whole_number(label: Any, least: int, most: int, sentence: Any, **options: Any) -> Any:
    """One sentence for every wrong number, also for a text that is none."""
    field = forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=most,
        error_messages={"invalid": sentence},
        **options,
    )
    for validator in field.validators:
        if hasattr(validator, "limit_value"):
            validator.message = sentence
    return field


def time_field(label: Any, **options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format=WRITTEN, attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, widget=widget, **{"required": False, **options})


class CampaignForm(forms.ModelForm):
    """`values` are for coupons.campaigns. Menu parts are chosen only for a campaign of a store."""

    use_required_attribute = False  # what is hidden may be empty

    benefit = forms.ChoiceField(
        label=gettext_lazy("What it gives"), choices=Benefit, widget=forms.RadioSelect
    )
    amount = MoneyInput(label=gettext_lazy("Amount off"), required=False)
    percent = whole_number(
        gettext_lazy("Percent off"), 1, 100, gettext_lazy("Write a percentage from 1 to 100.")
    )
    cap = MoneyInput(
        label=gettext_lazy("At most"),
        required=False,
        help_text=gettext_lazy("The most that it takes off. Left empty, there is no limit."),
    )
    minimum = MoneyInput(
        label=gettext_lazy("Minimum spend"),
        required=False,
        help_text=gettext_lazy("Of the items that it is for, before coupons and without fees."),
    )
    applies_to = forms.ChoiceField(
        label=gettext_lazy("What it is for"),
        choices=[
            (ANYTHING, gettext_lazy("Everything on the menu")),
            (SOME, gettext_lazy("Only some sections or products")),
        ],
        widget=forms.RadioSelect,
    )
    sections = forms.ModelMultipleChoiceField(
        MenuSection.objects.none(),
        label=gettext_lazy("Sections"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    products = forms.ModelMultipleChoiceField(
        Product.objects.none(),
        label=gettext_lazy("Products"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    first_order_only = forms.BooleanField(
        label=gettext_lazy("Only for a customer's first order"), required=False
    )
    opens_at = time_field(gettext_lazy("Can be claimed from"), required=True)
    closes_at = time_field(
        gettext_lazy("Can be claimed until"),
        help_text=gettext_lazy("Left empty, until all are gone."),
    )
    validity = forms.ChoiceField(
        label=gettext_lazy("How long a claimed coupon is valid"),
        choices=[
            (DAYS, gettext_lazy("Some days from when it was claimed")),
            (UNTIL, gettext_lazy("Until a date, the same for all")),
        ],
        widget=forms.RadioSelect,
    )
    valid_days = whole_number(
        gettext_lazy("Days"),
        1,
        MAX_VALID_DAYS,
        gettext_lazy("Write a number of days from 1 to 3650."),
    )
    valid_until = time_field(gettext_lazy("Valid until"))

    class Meta:
        model = Campaign
        fields = ("title", "total", "per_customer", "audience", "secret_code", "budget")
        widgets = {"audience": forms.RadioSelect}
        labels = {"audience": gettext_lazy("Who can claim it")}
        help_texts = {
            "total": gettext_lazy("The first who claim get them."),
            "secret_code": gettext_lazy(
                "Capitals, spaces and hyphens make no difference when it is typed."
            ),
            "budget": gettext_lazy(
                "All discounts together never exceed this. Left empty, there is no limit."
            ),
        }

    def __init__(self, *args: Any, now: datetime | None = None, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        self.now = now or timezone.now()
        kwargs["initial"] = {**_initial(instance, self.now), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        amounts = [name for name in AMOUNTS if name in self.fields]
        show_money(self, amounts, self.instance.currency)
        if self.instance.store_id is None:
            for name in ("applies_to", "sections", "products"):
                self.fields.pop(name, None)
            self._offer_no_followers()
        else:
            self._offer_menu(self.instance.store_id)

    def _offer_no_followers(self) -> None:
        """Nobody follows the whole site."""
        audience = self.fields.get("audience")
        if isinstance(audience, forms.ChoiceField):
            audience.choices = [each for each in audience.choices if each[0] != Audience.FOLLOWERS]  # type: ignore[misc,union-attr,index]

    def _offer_menu(self, store: int) -> None:
        sections, products = self.fields["sections"], self.fields["products"]
        assert isinstance(sections, forms.ModelMultipleChoiceField)
        assert isinstance(products, forms.ModelMultipleChoiceField)
        sections.queryset = MenuSection.objects.filter(store=store)
        of_store = Product.objects.filter(section__store=store)
        products.queryset = of_store.order_by("section__position", "position", "pk")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._ignore_what_does_not_apply(data)
        self._clean_amounts(data)
        for name in ("opens_at", "closes_at", "valid_until"):
            self._clean_time(name, data)
        self._require_what_applies(data)
        self._check_order_of_times(data)
        return data

    def _ignore_what_does_not_apply(self, data: dict[str, Any]) -> None:
        used = {*BENEFIT_FIELDS.get(data.get("benefit", ""), ())}
        used |= {"valid_until"} if data.get("validity") == UNTIL else {"valid_days"}
        used |= {"secret_code"} if data.get("audience") == Audience.CODE else set()
        used |= {"sections", "products"} if data.get("applies_to") == SOME else set()
        dependent = {"amount", "percent", "cap", "valid_until", "valid_days", "secret_code"}
        for name in (dependent | {"sections", "products"}) - used:
            self.errors.pop(name, None)
            data[name] = {"secret_code": "", "sections": (), "products": ()}.get(name)

    def _clean_amounts(self, data: dict[str, Any]) -> None:
        for name, most in AMOUNTS.items():
            if data.get(name) is None:
                continue
            try:
                if data[name] < 0 or (data[name] == 0 and name != "minimum"):
                    raise ValidationError(_("Write an amount above zero."))
                data[name] = clean_amount(data[name], self.instance.currency, most=most)
            except ValidationError as error:
                self.add_error(name, error)

    def _clean_time(self, name: str, data: dict[str, Any]) -> None:
        """A time that was not changed stays as it is, to the second, even if it is over."""
        time, before = data.get(name), self.initial.get(name)
        if time is None:
            return
        if before is not None and time == before.replace(second=0, microsecond=0):
            data[name] = before
        elif abs(time - self.now) > TIME_RANGE:
            self.add_error(name, _("Choose a date within ten years."))
        elif name != "opens_at" and time <= self.now:
            self.add_error(name, _("This time is over: choose a later one."))

    def _require_what_applies(self, data: dict[str, Any]) -> None:
        needed = {
            "amount": (data.get("benefit") == Benefit.AMOUNT, _("Write the amount.")),
            "percent": (data.get("benefit") == Benefit.PERCENT, _("Write the percentage.")),
            "valid_days": (data.get("validity") == DAYS, _("Write the number of days.")),
            "valid_until": (data.get("validity") == UNTIL, _("Choose the date.")),
        }
        for name, (is_needed, sentence) in needed.items():
            if is_needed and data.get(name) is None and name not in self.errors:
                self.add_error(name, sentence)
        code = normalized_code(data.get("secret_code") or "")
        if data.get("audience") == Audience.CODE and not code and "secret_code" not in self.errors:
            self.add_error("secret_code", _("Write the code that people need to know."))
        chosen = data.get("sections") or data.get("products")
        chosen = chosen or {"sections", "products"} & self.errors.keys()
        if data.get("applies_to") == SOME and not chosen:
            self.add_error("applies_to", _("Choose at least one section or product below."))

    def _check_order_of_times(self, data: dict[str, Any]) -> None:
        opens, closes, until = (data.get(name) for name in ("opens_at", "closes_at", "valid_until"))
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("This is before claiming begins: choose a later time."))
        elif until and closes and until < closes:
            self.add_error(
                "valid_until", _("Coupons can be claimed for longer than this: choose a later one.")
            )
        elif until and opens and until <= opens:
            self.add_error("valid_until", _("This is before claiming begins: choose a later time."))

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Sentences of a service that refused, at their fields."""
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)

    @property
    def values(self) -> CampaignValues:
        fields = {name: self.cleaned_data[name] for name in CAMPAIGN_FIELDS}
        return CampaignValues(fields, self._terms())

    @property
    def sentence(self) -> str:
        """What it will do, as far as it was filled in; empty if that is not enough."""
        if not self.is_bound or {*self.errors} & {*TERMS_FIELDS, "applies_to", "validity"}:
            return ""
        return sentence_of(Terms(**self._terms()), self.instance.currency)

    def _terms(self) -> dict[str, Any]:
        data = self.cleaned_data
        terms = {name: data[name] for name in TERMS_FIELDS if name in data}
        terms["minimum"] = data["minimum"] or Decimal(0)
        for name in ("section", "product"):
            terms[f"{name}_ids"] = sorted(row.pk for row in data.get(f"{name}s") or ())
        return terms


def _initial(campaign: Campaign | None, now: datetime) -> dict[str, Any]:
    begin = now.replace(second=0, microsecond=0)
    if campaign is None or campaign.terms is None:
        chosen = {"benefit": Benefit.AMOUNT, "applies_to": ANYTHING, "validity": DAYS}
        return {**chosen, "valid_days": 30, "per_customer": 1, "opens_at": begin}
    terms = campaign.terms
    return {
        **{name: getattr(terms, name) for name in TERMS_FIELDS},
        "minimum": terms.minimum or None,
        "sections": terms.section_ids,
        "products": terms.product_ids,
        "applies_to": SOME if terms.is_for_some_lines else ANYTHING,
        "validity": DAYS if terms.valid_until is None else UNTIL,
        "opens_at": campaign.opens_at,
        "closes_at": campaign.closes_at,
    }
