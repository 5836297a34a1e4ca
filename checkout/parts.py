"""The forms of the checkout's parts, on one page."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from orders.baskets import Basket
from orders.carts import CartOwner
from orders.checkout_parts import CheckoutPart, all_parts


class PartForms:
    """All parts that ask something for this basket, bound to `data` where the page was posted.

    Where the page was only `switched` to another fulfilment, parts in which nothing was entered yet show no
    errors. Without `data` the basket must be loaded already.
    """

    def __init__(
        self, data: Mapping[str, Any] | None, basket: Basket, buyer: CartOwner, *, switched: bool
    ) -> None:
        self._forms: list[tuple[CheckoutPart, forms.Form]] = []
        is_loaded = data is None
        for part in all_parts():
            if data is not None and not (part.is_posted(data) or part.concerns(buyer)):
                continue
            if part.needs_basket and not is_loaded:
                if not basket.load():
                    self._forms.clear()
                    return
                is_loaded = True
            form = part.form(data, basket=basket, buyer=buyer, prefix=part.name)
            if form is not None and switched and not form.has_changed():
                form = part.form(None, basket=basket, buyer=buyer, prefix=part.name)
            if form is None:
                continue
            self._forms.append((part, form))
            if data is not None and (submit := getattr(form, "submit", None)):
                submit()
            if data is not None and (fills := getattr(form, "fills", None)):
                data = {**dict(data.items()), **fills}

    @property
    def choices(self) -> dict[str, Any]:
        """What each valid part contributes, by its name."""
        return {
            part.name: form.cleaned_data
            for part, form in self._forms
            if form.is_bound and form.is_valid()
        }

    @property
    def in_page(self) -> Iterator[tuple[CheckoutPart, forms.Form]]:
        return (each for each in self._forms if not each[0].in_summary)

    @property
    def in_summary(self) -> Iterator[tuple[CheckoutPart, forms.Form]]:
        return (each for each in self._forms if each[0].in_summary)

    @property
    def has_errors(self) -> bool:
        return any(form.is_bound and form.errors for _part, form in self._forms)
