"""Forms of an event's prices, questions and news."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.money_input import MoneyInput
from core.text import VisibleCharField, visible
from stores.forms.fields import show_money
from stores.prices import MAX_PRICE, clean_amount
from ticketing.dates.places import MAX_PLACES
from ticketing.dates.pricing_grid import Column, grid_of
from ticketing.event_forms import moment_field
from ticketing.models import AnswerKind, Category, Event, EventNews, Question, TicketType
from ticketing.models.questions import CHOICE_LENGTH, MAX_CHOICES

TYPE_NAME_LENGTH, CATEGORY_NAME_LENGTH = 60, 80
MAX_TICKET_PRICE = MAX_PRICE


class GridForm(forms.Form):
    """A field for each category and column, and one more column, which `new_type` names."""

    new_type = VisibleCharField(
        label=gettext_lazy("Name of the new type of ticket"),
        required=False,
        max_length=TYPE_NAME_LENGTH,
    )

    def __init__(self, data: Any = None, *, event: Event) -> None:
        super().__init__(data)
        self.event, self.currency = event, event.store.currency
        self.columns, self.grid = grid_of(event)
        self.columns.append(Column("", ""))  # the new one
        if len(self.columns) == 1:
            self.initial["new_type"] = _("Adult")
        for row in self.grid:
            row.types.append(None)
        for row in self.grid:
            for place, column in enumerate(self.columns):
                self._add_price(row, place, column)

    def _add_price(self, row: Any, place: int, column: Column) -> None:
        each = row.types[place]
        field = MoneyInput(
            label=f"{row.category.name} · {column.label}",
            required=False,
            min_value=Decimal(0),
            max_value=MAX_TICKET_PRICE,
        )
        name = name_of(row.category, place)
        self.fields[name] = field
        self.initial[name] = each.price if each else None
        show_money(self, [name], self.currency)  # type: ignore[arg-type]

    def rows(self) -> list[tuple[Category, list[tuple[Column, Any, TicketType | None]]]]:
        """Each category with its columns, fields and types."""
        return [
            (
                row.category,
                [
                    (column, self[name_of(row.category, place)], row.types[place])
                    for place, column in enumerate(self.columns)
                ],
            )
            for row in self.grid
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._refuse_smaller_coins(data)
        place, name = len(self.columns) - 1, data.get("new_type")
        prices = [data.get(name_of(row.category, place)) for row in self.grid]
        is_priced = any(price is not None for price in prices)
        if is_priced and not name:
            self.add_error("new_type", _("Please name this type of ticket."))
        if name and not is_priced and not self._is_proposed(name):
            self.add_error("new_type", _("Type a price for it, in one category at least."))
        if name and Column(name, "") in self.columns[:-1]:
            self.add_error("new_type", _("There is a type of this name already."))
        return data

    def _refuse_smaller_coins(self, data: dict[str, Any]) -> None:
        for name, price in list(data.items()):
            if isinstance(price, Decimal):
                try:
                    clean_amount(price, self.currency)
                except forms.ValidationError as refusal:
                    self.add_error(name, refusal)

    def _is_proposed(self, name: str) -> bool:
        """It stood there already, and was not used."""
        return name == self.initial.get("new_type")

    def prices(self) -> dict[tuple[int, Column], Decimal]:
        named = Column(self.cleaned_data["new_type"], "")
        return {
            (row.category.pk, column if column.name else named): price
            for row in self.grid
            for place, column in enumerate(self.columns)
            if (price := self.cleaned_data.get(name_of(row.category, place))) is not None
        }


def name_of(category: Category, place: int) -> str:
    """Of the field of its price in that column."""
    return f"price_{category.pk}_{place}"


class CategoryForm(forms.Form):
    name = VisibleCharField(label=gettext_lazy("Name"), max_length=CATEGORY_NAME_LENGTH)
    capacity = forms.IntegerField(
        label=gettext_lazy("Places without numbers, at each date"),
        required=False,
        min_value=1,
        max_value=MAX_PLACES,
        help_text=gettext_lazy(
            "Its types of tickets share them. Left empty, it has the seats of the plan of that name."
        ),
    )
    color = forms.CharField(
        label=gettext_lazy("Colour"),
        required=False,
        max_length=7,
        widget=forms.TextInput(attrs={"type": "color"}),
    )

    def clean_color(self) -> str:
        color: str = self.cleaned_data["color"]
        if color and not re.fullmatch("#[0-9a-fA-F]{6}", color):
            raise forms.ValidationError(_("Choose a colour."))
        return color


class TypeForm(forms.ModelForm):
    opens_at = moment_field(gettext_lazy("On sale from"))
    closes_at = moment_field(gettext_lazy("On sale until"))

    class Meta:
        model = TicketType
        fields = (
            *("name", "price", "phase", "opens_at", "closes_at"),
            *("secret_code", "least", "most"),
        )
        help_texts = {
            "phase": gettext_lazy("Such as “Early bird”."),
            "secret_code": gettext_lazy("With one, only those who type it can buy these tickets."),
            "price": gettext_lazy("What is ordered already keeps its price."),
        }

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        show_money(self, ["price"], currency)
        if self.instance.pk:
            self._add_category(self.instance.category)

    def _add_category(self, category: Category) -> None:
        """Of a type that there is already; ticketing.dates.category_changes says when it may change."""
        field = forms.ModelChoiceField(
            label=pgettext_lazy("tickets", "Category"),
            queryset=Category.objects.filter(event=category.event_id),
            initial=category,
            empty_label=None,
            help_text=gettext_lazy("It can change until somebody holds or orders a ticket of it."),
        )
        self.fields = {"category": field, **self.fields}

    def clean_price(self) -> Decimal:
        price: Decimal = self.cleaned_data["price"]
        if not 0 <= price <= MAX_TICKET_PRICE:
            raise forms.ValidationError(_("This price is too low or too high."))
        return clean_amount(price, self.currency)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("The sale would end before it begins."))
        least, most = data.get("least"), data.get("most")
        if least and most and most < least:
            self.add_error("most", _("At least as many as the least."))
        return data


class QuestionForm(forms.ModelForm):
    choices = forms.CharField(
        label=gettext_lazy("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line, for “one of these”."),
    )

    class Meta:
        model = Question
        fields = ("text", "kind", "choices", "is_required", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["choices"] = "\n".join(self.instance.choices)

    def clean_choices(self) -> list[str]:
        lines = [visible(line) for line in self.cleaned_data["choices"].splitlines()]
        return list(dict.fromkeys(filter(None, lines)))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        choices = data.get("choices") or []
        if data.get("kind") != AnswerKind.CHOICE:
            data["choices"] = []
        elif not 2 <= len(choices) <= MAX_CHOICES:
            sentence = _("Write 2 to %(most)s choices, one a line.")
            self.add_error("choices", sentence % {"most": MAX_CHOICES})
        elif any(len(each) > CHOICE_LENGTH for each in choices):
            sentence = _("A choice has at most %(most)s characters.")
            self.add_error("choices", sentence % {"most": CHOICE_LENGTH})
        others = Question.objects.filter(event=self.instance.event_id).exclude(pk=self.instance.pk)
        if data.get("text") and others.filter(text=data["text"]).exists():
            self.add_error("text", _("This is asked already."))
        return data


class NewsForm(forms.ModelForm):
    tells_holders = forms.BooleanField(
        label=gettext_lazy("Tell everybody with a ticket, by inbox and mail"), required=False
    )

    class Meta:
        model = EventNews
        fields = ("title", "text", "is_pinned")
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        labels = {"is_pinned": gettext_lazy("Pin it to the top")}
        help_texts = {"text": gettext_lazy("Markdown: **bold**, *light*, lists and links.")}
