"""Verbs on carts. A cart belongs to a customer or to a visitor's browser: its CartOwner."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.visitors import VISITOR_AGE
from core.durability import may_be_lost_in_a_crash
from core.prepared import Prepared
from orders.baskets import limit_problem
from orders.cart_baskets import choice_problem, unit_price
from orders.models import MAX_CART_QUANTITY, Cart, CartLine, Order
from stores.models import Option, Product, Store
from stores.services import lock_product

if TYPE_CHECKING:
    from accounts.models import User


class CartRefused(Exception):
    """The cart cannot be changed like this; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class CartOwner:
    """The owner of carts: a user, or the browser with `visitor_key` in its cookie.

    `cookies` are those of the request, for parts of the checkout.
    """

    user: "User | None" = None
    visitor_key: uuid.UUID | None = None
    cookies: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def fields(self) -> dict[str, Any]:
        return {"customer": self.user} if self.user else {"visitor_key": self.visitor_key}

    @property
    def exists(self) -> bool:
        return bool(self.user or self.visitor_key)

    def bind(self, token: uuid.UUID) -> uuid.UUID:
        """The token bound to this owner: the same token of another owner gives another result."""
        return uuid.uuid5(token, f"user-{self.user.pk}" if self.user else str(self.visitor_key))


def carts_of(cart_owner: CartOwner) -> QuerySet[Cart]:
    return Cart.objects.filter(**cart_owner.fields) if cart_owner.exists else Cart.objects.none()


def lines_of(cart_owner: CartOwner) -> QuerySet[CartLine]:
    return CartLine.objects.filter(cart__in=carts_of(cart_owner))


@Prepared
def pieces_of_visitor(visitor_key: uuid.UUID) -> QuerySet[CartLine, int]:
    """The number of pieces in all carts of a visitor, shown on the cart icon; no row without carts."""
    lines = CartLine.objects.filter(cart__visitor_key=visitor_key).order_by()
    return (
        lines.values("cart__visitor_key")
        .annotate(pieces=Sum("quantity"))
        .values_list("pieces", flat=True)
    )


@transaction.atomic
def add_to_cart(
    cart_owner: CartOwner, product: Product, option_ids: Sequence[int], quantity: int
) -> Cart:
    """Add pieces of a product with its chosen options to the owner's cart of that store.

    Equal choices are merged into one line. Raises CartRefused for choices that cannot be ordered.
    """
    _refuse_quantity(quantity)
    _refuse_unoffered(product)
    may_be_lost_in_a_crash()
    if not lock_product(product.pk):
        raise _sold_out(product)
    options = _chosen(product, option_ids)
    cart = _locked_cart(cart_owner, product.store)
    _refuse_beyond_limit(cart.pk, product, quantity)
    price = unit_price(product, options, product.store.currency)
    _add_up(cart, product.pk, _ids(options), quantity, price)
    return cart


@transaction.atomic
def change_line(line: CartLine, *, quantity: int, option_ids: Sequence[int] | None = None) -> None:
    """Set the pieces and, if given, the options of a line; zero pieces remove it.

    The current price counts as seen. A line that becomes equal to another is merged into that one.
    """
    if quantity == 0:
        return remove_line(line)
    _refuse_quantity(quantity)
    options = _chosen(line.product, line.option_ids if option_ids is None else option_ids)
    price = unit_price(line.product, options, line.product.store.currency)
    _lock(line.cart_id)
    _refuse_beyond_limit(line.cart_id, line.product, quantity, without=line.pk)
    same = CartLine.objects.filter(
        cart=line.cart_id, product=line.product_id, option_ids=_ids(options)
    )
    more = Least(F("quantity") + quantity, MAX_CART_QUANTITY)
    if same.exclude(pk=line.pk).update(quantity=more, seen_price=price):
        line.delete()
    else:
        CartLine.objects.filter(pk=line.pk).update(
            quantity=quantity, option_ids=_ids(options), seen_price=price
        )
    return None


@transaction.atomic
def remove_line(line: CartLine) -> None:
    """Delete a line; a cart without lines is deleted too."""
    _lock(line.cart_id)
    CartLine.objects.filter(pk=line.pk).delete()
    Cart.objects.filter(pk=line.cart_id, lines__isnull=True).delete()


@transaction.atomic
def adopt_carts(visitor_key: uuid.UUID, user: "User") -> None:
    """Move a visitor's carts to the user they signed in as; equal lines are merged."""
    for cart in Cart.objects.select_for_update().filter(visitor_key=visitor_key):
        mine = _locked_cart(CartOwner(user=user), cart.store)
        for line in cart.lines.order_by("product_id"):
            if lock_product(line.product_id):
                _add_up(mine, line.product_id, line.option_ids, line.quantity, line.seen_price)
        cart.delete()


def purge_visitor_carts(now: datetime | None = None) -> int:
    """Delete visitors' carts to which nothing was added for 30 days; returns how many."""
    cutoff = (now or timezone.now()) - VISITOR_AGE
    old = Cart.objects.filter(visitor_key__isnull=False, updated_at__lt=cutoff)
    return old.delete()[1].get("orders.Cart", 0)


@transaction.atomic
def order_again(order: Order, cart_owner: CartOwner) -> tuple[Cart | None, list[str]]:
    """Add what is still offered to the owner's cart; returns it and the names of what is not."""
    cart, missing = None, []
    for line in order.lines.select_related("product__section__store").order_by("product_id"):
        try:
            if line.product is None:
                raise CartRefused
            cart = add_to_cart(cart_owner, line.product, line.option_ids, line.quantity)
        except CartRefused:
            missing.append(line.name)
    return cart, missing


def _locked_cart(cart_owner: CartOwner, store: Store) -> Cart:
    """The owner's cart of the store, created or updated: either way locked against orders and deletion."""
    [cart] = Cart.objects.bulk_create(
        [Cart(**cart_owner.fields, store=store)],
        update_conflicts=True,
        unique_fields=[*cart_owner.fields, "store"],
        update_fields=["updated_at"],
    )
    return cart


def _lock(cart_id: int) -> None:
    Cart.objects.select_for_update().filter(pk=cart_id).first()


def _add_up(
    cart: Cart, product_id: int, option_ids: list[int], quantity: int, price: Decimal
) -> None:
    """Needs the cart locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD_UP, [cart.pk, product_id, option_ids, quantity, price, MAX_CART_QUANTITY]
        )


_ADD_UP = """
INSERT INTO orders_cartline AS line (cart_id, product_id, option_ids, quantity, seen_price)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (cart_id, product_id, option_ids) DO UPDATE
SET quantity = LEAST(line.quantity + excluded.quantity, %s), seen_price = excluded.seen_price
"""


def _ids(options: list[Option]) -> list[int]:
    return sorted(option.pk for option in options)


NO_LINE = 0  # the primary key of no line


def _refuse_beyond_limit(
    cart_id: int, product: Product, quantity: int, without: int = NO_LINE
) -> None:
    """Needs the cart locked; the line `without` is not counted."""
    if product.max_per_order is not None:
        others = CartLine.objects.filter(cart=cart_id, product=product).exclude(pk=without)
        pieces = others.aggregate(sum=Sum("quantity"))["sum"] or 0
        if problem := limit_problem(product, pieces + quantity):
            raise CartRefused(problem)


def _refuse_unoffered(product: Product) -> None:
    store = product.store
    if store.archived_at or store.owner_id is None:
        raise CartRefused(_("%(store)s does not take orders.") % {"store": store})
    if not product.is_offered:
        raise _sold_out(product)


def _sold_out(product: Product) -> CartRefused:
    return CartRefused(_("“%(product)s” is sold out.") % {"product": product})


def _chosen(product: Product, option_ids: Sequence[int]) -> list[Option]:
    offered = Option.objects.filter(group__product=product, pk__in=option_ids).order_by("pk")
    options = list(offered) if option_ids else []
    if len(options) != len(set(option_ids)):
        raise CartRefused(
            _("A choice for “%(product)s” is no longer offered.") % {"product": product}
        )
    problem = choice_problem(product, options)
    if problem:
        raise CartRefused(problem)
    return options


def _refuse_quantity(quantity: int) -> None:
    if not 1 <= quantity <= MAX_CART_QUANTITY:
        raise CartRefused(_("Choose between 1 and %(most)s pieces.") % {"most": MAX_CART_QUANTITY})
