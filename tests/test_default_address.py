"""The user's delivery address is at the top of every shop page."""

import pytest

from accounts.services import make_default, save_address
from orders.carts import CartOwner, add_to_cart
from tests.factories import AddressFactory, place


def at_the_top(response):
    """The text of the link to the addresses, without markup."""
    page = response.content.decode()
    return page.split('class="address-link"')[1].split("</a>")[0]


@pytest.fixture
def shop_pages(ann, store, noodles):
    order = place(ann, noodles)
    add_to_cart(CartOwner(user=ann), noodles, [], 1)
    cart, home, checkout = "/cart/", "/", f"/checkout/{store.slug}/"
    return [home, store.get_absolute_url(), cart, checkout, "/orders/", order.get_absolute_url()]


def test_the_default_address_is_at_the_top_of_every_shop_page(client, ann, shop_pages):
    save_address(AddressFactory.build(user=ann, label="Home", line="세종대로 175"))
    work = AddressFactory.build(user=ann, label="Work", line="을지로 100")
    save_address(work)
    make_default(work)
    client.force_login(ann)

    for path in shop_pages:
        top = at_the_top(client.get(path))
        assert ("Work" in top, "을지로 100" in top, "세종대로" in top) == (True, True, False), path


def test_every_shop_page_asks_for_an_address_without_one(client, ann, shop_pages):
    client.force_login(ann)

    for path in shop_pages:
        assert "Set your address" in at_the_top(client.get(path)), path
