"""What a cart costs right now, and every problem that prevents ordering it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from core.money import format_money, round_money
from orders.fulfilment import Fulfilment
from orders.models import Adjustment, Cart, CartLine
from orders.pricing import Pricing, price
from stores.models import Option, OptionGroup, Product, Store

if TYPE_CHECKING:
    from orders.carts import CartOwner


@dataclass(frozen=True)
class ChoiceGroup:
    group: OptionGroup
    options: list[Option]
    chosen: list[int]

    @property
    def is_single(self) -> bool:
        """Exactly one is to be chosen: radio buttons instead of checkboxes."""
        return self.group.min_choices == self.group.max_choices == 1


@dataclass(frozen=True)
class QuotedLine:
    line: CartLine
    product: Product
    options: list[Option]
    unit_price: Decimal
    problem: str
    discount: Decimal = Decimal(0)

    @property
    def quantity(self) -> int:
        return self.line.quantity

    @property
    def total(self) -> Decimal:
        return self.unit_price * self.line.quantity

    @property
    def former_price(self) -> Decimal | None:
        """The price of one piece when it was last shown, if it has changed since."""
        return self.line.seen_price if self.line.seen_price != self.unit_price else None

    @property
    def choices(self) -> str:
        return ", ".join(option.name for option in self.options)

    @property
    def groups(self) -> list[ChoiceGroup]:
        """All option groups of the product, with the options chosen in this line."""
        return [
            ChoiceGroup(group, list(group.options.all()), self.line.option_ids)
            for group in self.product.option_groups.all()
        ]


@dataclass(frozen=True)
class Quote:
    cart: Cart
    fulfilment: str
    lines: list[QuotedLine]
    adjustments: list[Adjustment]
    problems: list[str]

    @property
    def store(self) -> Store:
        return self.cart.store

    @property
    def currency(self) -> str:
        return self.cart.store.currency

    @property
    def subtotal(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.subtotal + sum((part.amount for part in self.adjustments), Decimal(0))

    @property
    def missing(self) -> Decimal:
        """The amount missing to the store's minimum order."""
        return max(self.store.minimum_order - self.subtotal, Decimal(0))

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
        parts = [
            f"{line.product.pk}:{line.line.option_ids}:{line.quantity}:{line.unit_price}:{line.discount}"
            for line in self.lines
        ]
        parts += [f"{part.kind}:{part.source}:{part.amount}" for part in self.adjustments]
        text = "|".join([self.fulfilment, self.currency, str(self.total), *parts])
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def with_contents(carts: QuerySet[Cart]) -> QuerySet[Cart]:
    """The carts with everything a quote needs: five queries for any number of carts and lines."""
    groups = OptionGroup.objects.prefetch_related("options")
    lines = CartLine.objects.select_related("product__section").prefetch_related(
        Prefetch("product__option_groups", queryset=groups)
    )
    return carts.select_related("store").prefetch_related(
        "store__hours", Prefetch("lines", queryset=lines)
    )


def quote(
    cart: Cart,
    fulfilment: str,
    now: datetime,
    buyer: "CartOwner | None" = None,
    choices: Mapping[str, Any] | None = None,
) -> Quote:
    """Price the cart as of now; a cart that was not loaded `with_contents` is loaded again.

    `choices` is what the parts of the checkout contributed (orders.pricing).
    """
    if "lines" not in getattr(cart, "_prefetched_objects_cache", {}):
        cart = with_contents(Cart.objects.all()).get(pk=cart.pk)
    lines = [_quoted(line, cart.store) for line in cart.lines.all()]
    subtotal = sum((line.total for line in lines), Decimal(0))
    priced = price(
        Pricing(
            store=cart.store,
            fulfilment=fulfilment,
            lines=lines,
            now=now,
            buyer=buyer,
            choices=choices or {},
        )
    )
    return Quote(
        cart=cart,
        fulfilment=fulfilment,
        lines=[
            replace(line, discount=discount)
            for line, discount in zip(lines, priced.discounts, strict=True)
        ],
        adjustments=priced.adjustments,
        problems=_problems(cart.store, fulfilment, lines, subtotal, now),
    )


def unit_price(product: Product, options: list[Option], currency: str) -> Decimal:
    price = sum((option.price_change for option in options), product.price)
    return round_money(max(price, Decimal(0)), currency)


def choice_problem(product: Product, options: list[Option]) -> str:
    """The problem with choosing exactly these options of the product, or an empty string."""
    for group in product.option_groups.all():
        chosen = [option for option in options if option.group_id == group.pk]
        if not group.min_choices <= len(chosen) <= group.max_choices:
            return _range_problem(group)
        for option in chosen:
            if not option.is_available:
                return _("“%(option)s” is not available.") % {"option": option.name}
    return ""


def _quoted(line: CartLine, store: Store) -> QuotedLine:
    product = line.product
    known = {
        option.pk: option for group in product.option_groups.all() for option in group.options.all()
    }
    options = [known[pk] for pk in line.option_ids if pk in known]
    return QuotedLine(
        line=line,
        product=product,
        options=options,
        unit_price=unit_price(product, options, store.currency),
        problem=_line_problem(line, options),
    )


def _line_problem(line: CartLine, options: list[Option]) -> str:
    product = line.product
    if not product.is_offered:
        return _("“%(product)s” is sold out.") % {"product": product}
    if product.stock is not None and product.stock < line.quantity:
        return _("Only %(left)s of “%(product)s” are left.") % {
            "left": product.stock,
            "product": product,
        }
    if len(options) < len(line.option_ids):
        return _("A choice for “%(product)s” is no longer offered.") % {"product": product}
    problem = choice_problem(product, options)
    return f"{product}: {problem}" if problem else ""


def _range_problem(group: OptionGroup) -> str:
    if group.min_choices == group.max_choices:
        return _("Choose exactly %(count)s from “%(group)s”.") % {
            "count": group.min_choices,
            "group": group.name,
        }
    return _("Choose %(least)s to %(most)s from “%(group)s”.") % {
        "least": group.min_choices,
        "most": group.max_choices,
        "group": group.name,
    }


def _problems(
    store: Store, fulfilment: str, lines: list[QuotedLine], subtotal: Decimal, now: datetime
) -> list[str]:
    problems = []
    if not lines:
        problems.append(_("Your cart is empty."))
    if not store.takes_orders(now):
        problems.append(_("%(store)s is closed right now.") % {"store": store})
    if fulfilment not in offered_fulfilments(store):
        problems.append(_("%(store)s does not offer this.") % {"store": store})
    if lines and subtotal < store.minimum_order:
        least = format_money(store.minimum_order, store.currency)
        problems.append(_("The minimum order is %(least)s.") % {"least": least})
    return problems


def usual_fulfilment(store: Store) -> str:
    """The fulfilment of a quote until the customer chooses one."""
    return next(iter(offered_fulfilments(store)), str(Fulfilment.DELIVERY))


def offered_fulfilments(store: Store) -> list[str]:
    """What the store offers, its first choice first."""
    offers = [
        (Fulfilment.DELIVERY, store.offers_delivery),
        (Fulfilment.PICKUP, store.offers_pickup),
    ]
    return [str(kind) for kind, offered in offers if offered]
