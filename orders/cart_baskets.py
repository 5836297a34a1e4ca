"""The cart as a basket: current prices of its dishes, and every problem that prevents ordering them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.money import round_money
from core.prepared import Prepared
from orders.baskets import Basket, BasketLine, stock_problem
from orders.fulfilment import Fulfilment
from orders.models import Cart, CartLine, Order
from stores.models import Option, OptionGroup, Product, Store

if TYPE_CHECKING:
    from orders.carts import CartOwner

DELETE_CART = """
WITH lines AS (DELETE FROM orders_cartline WHERE cart_id = %(cart)s)
DELETE FROM orders_cart WHERE id = %(cart)s
"""


@dataclass(frozen=True)
class ChoiceGroup:
    group: OptionGroup
    options: list[Option]
    chosen: list[int]

    @property
    def is_single(self) -> bool:
        """Exactly one is to be chosen: radio buttons instead of checkboxes."""
        return self.group.min_choices == self.group.max_choices == 1


@dataclass(frozen=True, kw_only=True)
class CartBasketLine(BasketLine):
    product: Product
    line: CartLine

    @property
    def former_price(self) -> Decimal | None:
        return self.line.seen_price if self.line.seen_price != self.unit_price else None

    @property
    def groups(self) -> list[ChoiceGroup]:
        """All option groups of the product, with the options chosen in this line."""
        return [
            ChoiceGroup(group, list(group.options.all()), self.line.option_ids)
            for group in self.product.option_groups.all()
        ]


class CartBasket(Basket):
    """The owner's cart of the store with this slug."""

    gone = gettext_lazy("Your cart is empty.")
    changed = gettext_lazy(
        "Something in your cart changed meanwhile. Please look it over and order again."
    )
    back_label = gettext_lazy("Back to the cart")
    change_label = gettext_lazy("Change the cart")
    locks_account = False

    def __init__(self, cart_owner: "CartOwner", slug: str) -> None:
        self._owner, self._slug = cart_owner, slug
        self.cart: Cart | None = None

    def load(self) -> bool:
        return self._use(_find(cart_of_user, cart_of_visitor, self._owner, self._slug))

    def lock(self, token: uuid.UUID) -> bool:
        # Of two concurrent calls, the second waits here and finds the cart deleted.
        cart = _find(lock_cart_of_user, lock_cart_of_visitor, self._owner, self._slug, token)
        self.may_have_been_placed = cart is None or cart.was_placed
        return self._use(cart)

    def _use(self, cart: Cart | None) -> bool:
        self.cart = cart
        if cart is not None:
            self.store, self.minimum = cart.store, cart.store.minimum_order
        return cart is not None

    @property
    def fulfilments(self) -> Sequence[str]:
        return offered_fulfilments(self.store)

    @property
    def back_url(self) -> str:
        return reverse("orders:carts")

    def lines(self) -> Sequence[CartBasketLine]:
        return [_line_of(line, self.store) for line in self.cart.lines.all()] if self.cart else []

    def problems(self, fulfilment: str, now: datetime) -> list[str]:
        is_parcel = fulfilment == Fulfilment.SHIPPING
        if self.store.takes_parcels() if is_parcel else self.store.takes_orders(now):
            return []
        return [_("%(store)s is closed right now.") % {"store": self.store}]

    def on_placed(self, order: Order) -> None:
        if self.cart is not None:
            _delete(self.cart)


def _delete(cart: Cart) -> None:
    """At once with its lines; Django takes two statements, after a search for what else refers to it."""
    with connection.cursor() as cursor:
        cursor.execute(DELETE_CART, {"cart": cart.pk})


def loaded(cart: Cart, cart_owner: "CartOwner") -> CartBasket:
    """The basket of a cart that was loaded `with_contents`."""
    basket = CartBasket(cart_owner, cart.store.slug)
    basket._use(cart)
    return basket


def with_contents(carts: QuerySet[Cart]) -> QuerySet[Cart]:
    """The carts with everything a quote needs: five queries for any number of carts and lines."""
    groups = OptionGroup.objects.prefetch_related("options")
    lines = CartLine.objects.select_related("product__section").prefetch_related(
        Prefetch("product__option_groups", queryset=groups)
    )
    return carts.select_related("store").prefetch_related(
        "store__hours", Prefetch("lines", queryset=lines)
    )


@Prepared
def cart_of_user(user_id: int, slug: str) -> QuerySet[Cart]:
    return with_contents(Cart.objects.filter(customer=user_id, store__slug=slug))


@Prepared
def cart_of_visitor(visitor_key: uuid.UUID, slug: str) -> QuerySet[Cart]:
    return with_contents(Cart.objects.filter(visitor_key=visitor_key, store__slug=slug))


@Prepared
def lock_cart_of_user(user_id: int, slug: str, token: uuid.UUID) -> QuerySet[Any]:
    return _locked(cart_of_user.queryset(user_id, slug), token)


@Prepared
def lock_cart_of_visitor(visitor_key: uuid.UUID, slug: str, token: uuid.UUID) -> QuerySet[Any]:
    return _locked(cart_of_visitor.queryset(visitor_key, slug), token)


def _locked(carts: QuerySet[Cart], token: uuid.UUID) -> QuerySet[Any]:
    """`was_placed` says whether an order has the token: another cart of the owner became it."""
    placed = Order.objects.filter(checkout_token=token)
    return carts.annotate(was_placed=Exists(placed)).select_for_update(of=("self",))


def offered_fulfilments(store: Store) -> list[str]:
    """What the store offers for its menu, its first choice first."""
    offers = [
        (Fulfilment.DELIVERY, store.offers_delivery),
        (Fulfilment.PICKUP, store.offers_pickup),
        (Fulfilment.SHIPPING, store.offers_shipping),
    ]
    return [str(kind) for kind, offered in offers if offered]


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


def _find(
    of_user: Prepared[Any], of_visitor: Prepared[Any], cart_owner: "CartOwner", *values: Any
) -> Any:
    if cart_owner.user:
        return of_user.find(cart_owner.user.pk, *values)
    return of_visitor.find(cart_owner.visitor_key, *values) if cart_owner.visitor_key else None


def _line_of(line: CartLine, store: Store) -> CartBasketLine:
    product = line.product
    known = {
        option.pk: option for group in product.option_groups.all() for option in group.options.all()
    }
    options = [known[pk] for pk in line.option_ids if pk in known]
    return CartBasketLine(
        line=line,
        product=product,
        name=product.name,
        options=[[option.group.name, option.name, str(option.price_change)] for option in options],
        option_ids=line.option_ids,
        unit_price=unit_price(product, options, store.currency),
        quantity=line.quantity,
        problem=_line_problem(line, options),
    )


def _line_problem(line: CartLine, options: list[Option]) -> str:
    product = line.product
    if not product.is_offered:
        return _("“%(product)s” is sold out.") % {"product": product}
    if problem := stock_problem(product, line.quantity):
        return problem
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
