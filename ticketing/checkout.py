"""The checkout's part of tickets: until when places are held, names on tickets, and the event's questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from core.text import VisibleCharField
from orders.baskets import Basket, OrderRefused
from orders.carts import CartOwner
from orders.checkout_parts import CheckoutPart
from orders.models import Order
from ticketing.baskets import HeldPlaces
from ticketing.models import Place, Question, Ticket
from ticketing.models.questions import YES_OR_NO, AnswerKind
from ticketing.seat_maps.live_states import milliseconds_of
from ticketing.tickets.services import pending

PART = "tickets"
NAME_LENGTH = 60  # characters, as Ticket.holder_name
ANSWER_LENGTH = 300  # characters


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """One ticket in the form, with its fields."""

    place: Place
    fields: Sequence[forms.BoundField]


class HoldersForm(forms.Form):
    """Fields for each held place: a name where the event asks for it, and its questions."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        basket: HeldPlaces,
        prefix: str,
        now: datetime | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.basket = basket
        self.now_ms = milliseconds_of(now or timezone.now())
        self.questions = list(basket.event.questions.order_by("position", "pk"))
        for place in basket.places:
            if basket.event.asks_names:
                self.fields[f"name-{place.pk}"] = VisibleCharField(
                    label=_("Name on the ticket"),
                    max_length=NAME_LENGTH,
                    widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
                )
            for question in self.questions:
                self.fields[f"answer-{question.pk}-{place.pk}"] = field_of(question)

    @property
    def asked(self) -> Iterator[AskedPlace]:
        """What the template shows."""
        for place in self.basket.places:
            names = [name for name in self.fields if name.endswith(f"-{place.pk}")]
            yield AskedPlace(place, [self[name] for name in names])

    @property
    def until_ms(self) -> int:
        until = self.basket.until
        return milliseconds_of(until) if until else 0

    def clean(self) -> dict[str, Any]:
        """By primary key of the place as text: its holder's name, and {question: answer}."""
        data = self.cleaned_data
        return {
            str(place.pk): {
                "name": data.get(f"name-{place.pk}", ""),
                "answers": {
                    question.text: answer
                    for question in self.questions
                    if (answer := data.get(f"answer-{question.pk}-{place.pk}"))
                },
            }
            for place in self.basket.places
        }


def field_of(question: Question) -> forms.Field:
    if question.kind == AnswerKind.TEXT:
        widget: forms.Widget = forms.TextInput(attrs={"class": "form-control"})
        return VisibleCharField(
            label=question.text,
            max_length=ANSWER_LENGTH,
            required=question.is_required,
            widget=widget,
        )
    is_yes_no = question.kind == AnswerKind.YES_NO
    choices = (
        YES_OR_NO.items() if is_yes_no else zip(question.choices, question.choices, strict=True)
    )
    return forms.ChoiceField(
        label=question.text,
        choices=[("", "—"), *choices],
        required=question.is_required,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


def holders_form(
    data: Mapping[str, Any] | None, *, basket: Basket, buyer: CartOwner, prefix: str
) -> HoldersForm | None:
    """None for baskets of other kinds, at no cost, and where the places are lost."""
    if not isinstance(basket, HeldPlaces) or not (basket.places or basket.load()):
        return None
    return HoldersForm(data, basket=basket, prefix=prefix)


def write_holders(order: Order, data: dict[str, Any]) -> None:
    """The names and answers of its tickets. Raises OrderRefused for places that the page did not show."""
    tickets = pending(order)
    if any(str(ticket.place_id) not in data for ticket in tickets):
        raise OrderRefused(str(HeldPlaces.changed))
    for ticket in tickets:
        ticket.holder_name = data[str(ticket.place_id)]["name"]
        ticket.answers = data[str(ticket.place_id)]["answers"]
    named = [ticket for ticket in tickets if ticket.holder_name or ticket.answers]
    if named:
        Ticket.objects.bulk_update(named, ["holder_name", "answers"])


CHECKOUT_PART = CheckoutPart(
    PART, holders_form, "ticketing/_checkout.html", on_placed=write_holders, needs_basket=False
)
