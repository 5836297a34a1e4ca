"""The header: the shop for customers, their work for owners and riders."""

import re

import pytest

from orders.carts import CartOwner, add_to_cart


def header_of(page):
    return re.search(r'<header class="site-header">(.*?)</header>', page.text, re.S)[1]


def tabs_of(page):
    return re.findall(r'data-nav-item="(\w+)"', header_of(page))


@pytest.mark.parametrize(
    ("who", "tabs"),
    [
        (None, ["home", "events", "coupons", "cart", "login", "signup"]),
        ("ann", ["home", "events", "coupons", "orders", "cart"]),
        ("bea", ["board", "stores", "sold"]),
        ("cy", ["rides", "areas", "earned"]),
    ],
)
def test_each_role_has_its_own_tabs(client, db, request, who, tabs):
    if who:
        client.force_login(request.getfixturevalue(who))
    page = client.get("/accounts/password/reset/")

    assert tabs_of(page) == tabs
    buys = "cart" in tabs
    assert ('class="address-link"' in header_of(page)) == buys
    assert ('type="search"' in header_of(page)) == buys


@pytest.mark.parametrize("who", ["bea", "cy"])
def test_owners_and_riders_can_buy(client, request, noodles, who):
    user = request.getfixturevalue(who)
    client.force_login(user)
    add_to_cart(CartOwner(user=user), noodles, [], 2)

    home = client.get("/")

    menu = re.search(r'<div class="menu-panel">(.*?)</div>', home.text, re.S)[1]
    assert 'href="/"' in menu
    assert 'href="/cart/"' in menu
    assert 'id="cart-count" class="count">2' in menu
    assert home.text.count('type="search"') == 1


@pytest.mark.parametrize(("who", "searches"), [("ann", True), ("bea", False), ("cy", False)])
def test_the_404_page_mentions_the_search_only_if_shown(client, request, who, searches):
    client.force_login(request.getfixturevalue(who))

    page = client.get("/nowhere/").text

    assert ("The search above" in page) == searches
    assert ('type="search"' in page) == searches
