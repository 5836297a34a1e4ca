"""What a basket costs right now, and every problem that prevents ordering it."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.money import format_money
from orders.baskets import Basket, BasketLine, limit_problem
from orders.fulfilment import Fulfilment
from orders.models import Adjustment
from orders.pricing import Pricing, price
from stores.models import Store

if TYPE_CHECKING:
    from orders.carts import CartOwner


@dataclass(frozen=True)
class Quote:
    basket: Basket
    fulfilment: str
    lines: Sequence[BasketLine]
    adjustments: list[Adjustment]
    problems: list[str]

    @property
    def store(self) -> Store:
        return self.basket.store

    @property
    def currency(self) -> str:
        return self.store.currency

    @property
    def subtotal(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.subtotal + sum((part.amount for part in self.adjustments), Decimal(0))

    @property
    def missing(self) -> Decimal:
        """The amount missing to the minimum order."""
        return max(self.basket.minimum - self.subtotal, Decimal(0))

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def is_orderable(self) -> bool:
        return not self.all_problems

    @property
    def all_problems(self) -> list[str]:
        return [*self.problems, *(line.problem for line in self.lines if line.problem)]

    @property
    def fingerprint(self) -> str:
        """Equal for equal lines, prices and adjustments: identifies the quote shown to the customer."""
        lines = [
            f"{line.key}:{line.quantity}:{line.unit_price}:{line.discount}" for line in self.lines
        ]
        parts = [f"{part.kind}:{part.source}:{part.amount}" for part in self.adjustments]
        text = "|".join([self.fulfilment, self.currency, str(self.total), *lines, *parts])
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def quote(
    basket: Basket,
    fulfilment: str,
    now: datetime,
    buyer: "CartOwner | None" = None,
    choices: Mapping[str, Any] | None = None,
) -> Quote:
    """Price a loaded basket as of now.

    `choices` is what the parts of the checkout contributed, by their name (orders.checkout_parts).
    """
    lines = basket.lines()
    pricing = Pricing(
        store=basket.store,
        fulfilment=fulfilment,
        lines=lines,
        now=now,
        buyer=buyer,
        choices=choices or {},
    )
    priced = price(pricing) if basket.is_adjusted else pricing
    return Quote(
        basket=basket,
        fulfilment=fulfilment,
        lines=[
            replace(line, discount=discount)
            for line, discount in zip(lines, priced.discounts, strict=True)
        ],
        adjustments=priced.adjustments,
        problems=[*_problems(basket, fulfilment, lines, now), *priced.problems],
    )


def usual_fulfilment(basket: Basket) -> str:
    """The fulfilment of a quote until the customer chooses one."""
    return next(iter(basket.fulfilments), str(Fulfilment.DELIVERY))


def _problems(
    basket: Basket, fulfilment: str, lines: Sequence[BasketLine], now: datetime
) -> list[str]:
    problems = [] if lines else [str(basket.gone)]
    problems += basket.problems(fulfilment, now)
    problems += limit_problems(lines)
    if fulfilment not in basket.fulfilments:
        problems.append(_("%(store)s does not offer this.") % {"store": basket.store})
    subtotal = sum((line.total for line in lines), Decimal(0))
    if lines and subtotal < basket.minimum:
        least = format_money(basket.minimum, basket.store.currency)
        problems.append(_("The minimum order is %(least)s.") % {"least": least})
    return problems


def limit_problems(lines: Sequence[BasketLine]) -> list[str]:
    """A sentence for each product of which all lines together have more pieces than an order may have."""
    pieces: Counter[int] = Counter()
    products = {line.product.pk: line.product for line in lines if line.product}
    for line in lines:
        if line.product:
            pieces[line.product.pk] += line.quantity
    problems = (limit_problem(products[pk], quantity) for pk, quantity in pieces.items())
    return [problem for problem in problems if problem]
