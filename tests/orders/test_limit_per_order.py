"""A product may have a limit of pieces per order, over all lines of it."""

import uuid

import pytest
from django.utils import timezone

from devtools.orders import place_cart
from orders.baskets import OrderRefused
from orders.carts import CartOwner, CartRefused, add_to_cart, adopt_carts, change_line
from orders.models import CartLine, Order
from tests.factories import CONTACT, OptionFactory, OptionGroupFactory

NOW = timezone.now()


@pytest.fixture
def limited(noodles):
    """At most three in an order, in two sizes."""
    noodles.max_per_order = 3
    noodles.save()
    group = OptionGroupFactory(product=noodles)
    noodles.sizes = [OptionFactory(group=group).pk for _each in range(2)]
    return noodles


def test_a_cart_takes_no_more_than_the_limit_over_all_its_lines(ann, limited):
    small, large = limited.sizes
    add_to_cart(CartOwner(user=ann), limited, [small], 2)

    with pytest.raises(CartRefused, match="at most 3 pieces of “물냉면”"):
        add_to_cart(CartOwner(user=ann), limited, [large], 2)

    assert CartLine.objects.get().quantity == 2


def test_a_line_is_changed_up_to_the_limit(ann, limited):
    small, large = limited.sizes
    cart = add_to_cart(CartOwner(user=ann), limited, [small], 1)
    add_to_cart(CartOwner(user=ann), limited, [large], 1)
    line = cart.lines.first()

    change_line(line, quantity=2)
    with pytest.raises(CartRefused, match="at most 3"):
        change_line(line, quantity=3)

    line.refresh_from_db()
    assert line.quantity == 2


def test_a_cart_that_came_to_have_too_many_is_not_ordered(ann, limited):
    """By signing in, or since the limit is new: the cart stays, and the quote says why."""
    key, [size, _other] = uuid.uuid4(), limited.sizes
    add_to_cart(CartOwner(visitor_key=key), limited, [size], 2)
    adopt_carts(key, ann)
    cart = add_to_cart(CartOwner(user=ann), limited, [size], 1)
    limited.max_per_order = 2
    limited.save()

    with pytest.raises(OrderRefused, match="at most 2 pieces of “물냉면”"):
        place_cart(cart, CartOwner(user=ann), fulfilment="delivery", contact=CONTACT, now=NOW)

    assert not Order.objects.exists()
