"""The forms of moves: for each verb, the keyword arguments of `core.lifecycle.move` that it needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.lifecycle import OpenMove, Text, open_moves
from core.lifecycle.forms import MoveForm, ReasonForm, RemarkForm
from core.money import format_money
from core.reasons import Reason
from orders.lifecycle import MAX_MINUTES
from orders.models import Order
from orders.reasons import SOLD_OUT, STORE_REASONS

MINUTES = (10, 15, 20, 30, 45, 60)


class MinutesForm(MoveForm):
    minutes = forms.IntegerField(
        label=_("Ready in how many minutes?"), min_value=1, max_value=MAX_MINUTES, initial=20
    )


class StoreReasonForm(ReasonForm):
    """Why the store rejects or cancels an order, and which products to mark as sold out with it."""

    reasons = STORE_REASONS

    sold_out = forms.TypedMultipleChoiceField(
        label=_("Mark as sold out"),
        help_text=_("Nobody can order it until you offer it again."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, row: Order | None = None) -> None:
        super().__init__(data, row)
        products = products_of(row) if row else []
        self.fields["sold_out"].choices = products  # type: ignore[attr-defined]
        if not products:
            del self.fields["sold_out"]


class CancelForm(RemarkForm):
    question = _("Cancel this order?")


class CancelByStoreForm(StoreReasonForm):
    question = _("Call off this order?")


class RefusePickupForm(CancelForm):
    meaning = _("Everything you paid goes back to you.")


class PickupForm(MoveForm):
    meaning = _("The delivery fee goes back to the customer, who may still cancel the whole order.")


class ReleaseForm(RemarkForm):
    meaning = _(
        "The order is cancelled, others can buy its items, and the customer is told. Money that still comes"
        " goes back by itself."
    )


FORMS: dict[str, type[MoveForm]] = {
    "accept": MinutesForm,
    "reject": StoreReasonForm,
    "cancel_by_store": CancelByStoreForm,
    "cancel": CancelForm,
    "release": ReleaseForm,
    "refuse_pickup": RefusePickupForm,
    "turn_into_pickup": PickupForm,
}


def move_form(verb: str, data: Any = None, order: Order | None = None) -> MoveForm:
    """The form of a verb; its `cleaned_data` are keyword arguments of `move`."""
    if verb == "accept" and order is not None and not order.kind.asks_minutes:
        return MoveForm(data, order)
    return FORMS.get(verb, MoveForm)(data, order)


def products_of(order: Order) -> list[tuple[int, str]]:
    """The products of the order that still exist, each once, as choices; its lines should be loaded."""
    names = {line.product_id: line.name for line in order.lines.all() if line.product_id}
    return list(names.items())


# Moves after which everything that was paid is refunded.
REFUNDED = ("cancel", "refuse_pickup", "reject", "cancel_by_store")


def meaning_of(verb: str, order: Order, *, to_buyer: bool) -> Text:
    """The consequences of the move, with the amount that is refunded."""
    back = order.paid - order.refunded
    if verb not in REFUNDED or not back:
        return move_form(verb).meaning
    amount = {"amount": format_money(back, order.currency)}
    if to_buyer:
        return _("%(amount)s goes back to you.") % amount
    return _("The customer gets %(amount)s back.") % amount


@dataclass(frozen=True)
class OrderStep:
    """An open move with its form, and the choices offered as single buttons."""

    move: OpenMove
    form: MoveForm

    @property
    def minutes(self) -> Sequence[int]:
        return MINUTES if "minutes" in self.form.fields else ()

    @property
    def reasons(self) -> Sequence[Reason]:
        return self.form.reasons if isinstance(self.form, ReasonForm) else ()

    @property
    def products(self) -> list[tuple[int, str]]:
        """The products of the order, as choices."""
        return products_of(self.form.row) if self.form.row else []

    @property
    def sold_out(self) -> Reason | None:
        """The reason that also asks which products to mark as sold out."""
        return SOLD_OUT if "sold_out" in self.form.fields else None


def steps_of(order: Order, actor: Actor) -> list[OrderStep]:
    """The steps open to the actor, each with its form, and called as its kind of fulfilment calls them."""
    named = [
        replace(step, label=order.kind.buttons.get(step.verb, step.label))
        for step in open_moves(order, actor)
    ]
    return [OrderStep(step, move_form(step.verb, order=order)) for step in named]
