"""Parts of the checkout page that other apps contribute; config/checkout.py lists them.

A coupon field, a partner's code, names on tickets: each has a form and a template, and may lower the price
by an adjuster (orders.pricing) that reads its data from `choices`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django import forms

from orders.baskets import Basket

if TYPE_CHECKING:
    from orders.carts import CartOwner
    from orders.models import Order


class PartForm(Protocol):
    """How a part's form is made: a form class whose constructor takes `basket` and `buyer`, too.

    A function may return None instead, where the part has nothing to ask for this basket.
    """

    def __call__(
        self, data: Mapping[str, Any] | None, *, basket: Basket, buyer: "CartOwner", prefix: str
    ) -> forms.Form | None: ...


def nothing(order: "Order", data: dict[str, Any]) -> None:
    """Nothing remains to be done once the order is placed."""


@dataclass(frozen=True, slots=True)
class CheckoutPart:
    """`name` is the prefix of its fields and its key in `choices`.

    `template` gets `form`, `part` and `quote`; it is shown above the ways to pay, or in the summary. A button
    with name="switch_to" and the current fulfilment as its value shows the page with the new price;
    htmx posts the same and takes #summary, #payment and #proofs of that page.
    `on_placed(order, cleaned_data)` runs in the placing transaction, once; it raises OrderRefused to undo it.
    Where a part `is_optional` and the page sends none of its fields, it showed none: no form is made, unless
    it `concerns` this buyer all the same, who came by a link. The basket is loaded before a form is made that
    `needs_basket`. A form may have a `submit`, which makes what sending the page changes by itself, and may
    be called again; then `fills`: fields of parts after it, with values that replace those sent.
    """

    name: str
    form: PartForm
    template: str
    on_placed: Callable[["Order", dict[str, Any]], None] = nothing
    in_summary: bool = False
    is_optional: bool = False
    needs_basket: bool = True
    concerns: Callable[["CartOwner"], bool] = lambda buyer: False

    def is_posted(self, data: Mapping[str, Any]) -> bool:
        """Whether its form must look at what the page sent."""
        return not self.is_optional or any(name.startswith(f"{self.name}-") for name in data)


_parts: list[CheckoutPart] = []


def connect(parts: Sequence[CheckoutPart]) -> None:
    """Install the parts, replacing those installed before."""
    _parts[:] = parts


def all_parts() -> Sequence[CheckoutPart]:
    return tuple(_parts)


def call_parts(order: "Order", choices: Mapping[str, Any]) -> None:
    """Tell each part that has data that this order was placed with them."""
    for part in _parts:
        if part.name in choices:
            part.on_placed(order, choices[part.name])
