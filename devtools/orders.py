"""Orders placed as the checkout page places them, for tests, the demo and the bench."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from orders.cart_baskets import CartBasket
from orders.carts import CartOwner
from orders.models import Cart, Order
from orders.placing import Contact, place, with_destination
from orders.quotes import quote


@transaction.atomic
def place_cart(
    cart: Cart,
    buyer: CartOwner,
    *,
    fulfilment: str,
    contact: Contact,
    now: datetime,
    checkout_token: uuid.UUID | None = None,
    fingerprint: str = "",
    **placing: Any,
) -> Order:
    """Order the cart at its current price, or the one whose fingerprint is given; raises OrderRefused."""
    return place(
        _unloaded_basket_of(cart),
        buyer,
        fulfilment=fulfilment,
        contact=contact,
        fingerprint=fingerprint
        or fingerprint_of(
            cart,
            fulfilment,
            now,
            buyer,
            with_destination(placing.get("choices"), fulfilment, contact),
        ),
        checkout_token=checkout_token or uuid.uuid4(),
        now=now,
        **placing,
    )[0]


def fingerprint_of(
    cart: Cart,
    fulfilment: str,
    now: datetime,
    buyer: CartOwner | None = None,
    choices: Mapping[str, Any] | None = None,
) -> str:
    """The fingerprint of the cart's quote, as the checkout page shows it."""
    return quote(basket_of(cart), fulfilment, now, buyer, choices).fingerprint


def basket_of(cart: Cart) -> CartBasket:
    """The cart as a basket, loaded."""
    basket = _unloaded_basket_of(cart)
    basket.load()
    return basket


def _unloaded_basket_of(cart: Cart) -> CartBasket:
    cart_owner = CartOwner(user=cart.customer, visitor_key=cart.visitor_key)
    return CartBasket(cart_owner, cart.store.slug)
