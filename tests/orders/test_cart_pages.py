from decimal import Decimal

import pytest
from django.urls import reverse

from orders.carts import CartOwner, add_to_cart
from orders.models import MAX_CART_QUANTITY, Cart, CartLine
from stores.models import Product
from tests.factories import (
    OptionFactory,
    OptionGroupFactory,
    ProductFactory,
    StoreFactory,
    add_line,
    place,
)

HTMX = {"HTTP_HX_REQUEST": "true"}
CARTS = "/cart/"


@pytest.fixture
def shopper(client, ann):
    client.force_login(ann)
    return client


@pytest.fixture
def sizes(noodles):
    """Two sizes of the noodles; exactly one must be chosen."""
    group = OptionGroupFactory(product=noodles)
    return [OptionFactory(group=group), OptionFactory(group=group, price_change=Decimal(1000))]


@pytest.fixture
def line(ann, noodles):
    return add_to_cart(CartOwner(user=ann), noodles, [], 2).lines.get()


def add(client, product, **data):
    return client.post(reverse("orders:add", args=[product.pk]), data, **HTMX)


def change(client, line, **data):
    return client.post(reverse("orders:line", args=[line.pk]), data, **HTMX)


def text_of(response):
    return response.content.decode()


def test_add_puts_pieces_into_the_cart_and_refreshes_the_count(shopper, ann, noodles):
    response = add(shopper, noodles, quantity=2)

    assert response.status_code == 200
    assert response["HX-Trigger"] == "cart-changed"
    assert 'hx-swap-oob="true">2</span>' in text_of(response)
    assert CartLine.objects.get(cart__customer=ann).quantity == 2


def test_add_without_javascript_returns_to_the_store_with_a_message(shopper, store, noodles):
    response = shopper.post(reverse("orders:add", args=[noodles.pk]))

    assert response.url == store.get_absolute_url()
    assert "1 × 물냉면" in text_of(shopper.get(CARTS))


def test_add_returns_only_to_pages_of_this_site(shopper, store, noodles):
    url = reverse("orders:add", args=[noodles.pk])

    assert shopper.post(url, {"next": CARTS}).url == CARTS
    assert shopper.post(url, {"next": "https://evil.example/"}).url == store.get_absolute_url()


def test_add_takes_options_of_radio_groups(shopper, noodles, sizes):
    big = sizes[1]

    add(shopper, noodles, **{f"options-{big.group_id}": big.pk})

    line = CartLine.objects.get()
    assert (line.option_ids, line.seen_price) == ([big.pk], 10000)


def test_equal_choices_add_up_to_one_line(shopper, noodles, sizes):
    for quantity in (1, MAX_CART_QUANTITY):
        add(shopper, noodles, options=sizes[0].pk, quantity=quantity)
    add(shopper, noodles, options=sizes[1].pk)

    assert sorted(CartLine.objects.values_list("quantity", flat=True)) == [1, MAX_CART_QUANTITY]


@pytest.mark.parametrize(
    "data",
    [
        {"quantity": "-1"},
        {"quantity": "0.5"},
        {"quantity": "9" * 400},
        {"quantity": "🍜"},
        {"options": "99999999999999999999"},
        {"options": "-1"},
        {"options": "'; DROP TABLE orders_cart; --"},
        {"options": ["1"] * 400},
        {"options": "123456"},
    ],
)
def test_add_refuses_invalid_input_with_a_message(shopper, noodles, data):
    response = add(shopper, noodles, **data)

    assert response.status_code == 422
    assert "notice-danger" in text_of(response)
    assert not CartLine.objects.exists()


def test_add_of_an_unknown_product_is_404(shopper, noodles):
    for pk in (noodles.pk + 1, 2**63, 10**30):
        assert shopper.post(f"/cart/add/{pk}/").status_code == 404


def test_add_refuses_products_sold_out_or_not_offered(shopper, noodles):
    Product.objects.update(stock=0)
    orphan = ProductFactory(store=StoreFactory(owner=None))

    assert "sold out" in text_of(add(shopper, noodles))
    assert "does not take orders" in text_of(add(shopper, orphan))


def test_a_visitor_gets_a_cookie_only_with_a_cart(client, noodles):
    client.get(CARTS)
    assert "visitor" not in client.cookies

    add(client, noodles)

    assert "visitor" in client.cookies
    assert "물냉면" in text_of(client.get(CARTS))


def test_line_changes_pieces_in_place(shopper, line):
    response = change(shopper, line, quantity=3)

    line.refresh_from_db()
    assert line.quantity == 3
    assert "<output>3</output>" in text_of(response)
    assert f'id="more-{line.pk}" autofocus' in text_of(response)
    assert 'id="cart-count"' in text_of(response)


def test_line_changes_options_and_merges_with_an_equal_line(shopper, ann, noodles, sizes):
    small, big = sizes
    one = add_to_cart(CartOwner(user=ann), noodles, [small.pk], 1).lines.get()
    add_to_cart(CartOwner(user=ann), noodles, [big.pk], 2)

    change(shopper, one, quantity=1, choosing=1, **{f"options-{big.group_id}": big.pk})

    line = CartLine.objects.get()
    assert (line.option_ids, line.quantity) == ([big.pk], 3)


def test_line_refuses_missing_choices_and_stays(shopper, ann, noodles, sizes):
    one = add_to_cart(CartOwner(user=ann), noodles, [sizes[0].pk], 1).lines.get()

    response = change(shopper, one, quantity=1, choosing=1)

    one.refresh_from_db()
    assert response.status_code == 422
    assert "Choose exactly 1" in text_of(response)
    assert one.option_ids == [sizes[0].pk]


def test_removing_can_be_undone(shopper, line):
    response = change(shopper, line, quantity=0)

    assert not Cart.objects.exists()
    assert "was taken out" in text_of(response)
    undo = {"quantity": 2, "next": CARTS}
    assert shopper.post(f"/cart/add/{line.product_id}/", undo).url == CARTS
    assert CartLine.objects.get().quantity == 2


def test_removing_without_javascript_offers_undo_once(shopper, line):
    shopper.post(reverse("orders:line", args=[line.pk]), {"quantity": 0})

    assert "Undo" in text_of(shopper.get(CARTS))
    assert "Undo" not in text_of(shopper.get(CARTS))


def test_a_line_of_another_user_is_404(client, dan, line):
    assert change(client, line, quantity=9).status_code == 404
    client.force_login(dan)
    assert change(client, line, quantity=9).status_code == 404


def test_carts_show_a_changed_price_and_what_is_sold_out(shopper, line):
    Product.objects.update(price=10000, stock=1)

    page = text_of(shopper.get(CARTS))

    assert "it was ₩9,000, now ₩10,000" in page
    assert "Only 1 of “물냉면” are left." in page


def test_carts_show_the_amount_missing_to_the_minimum(shopper, store, line):
    store.minimum_order = 20000
    store.save(update_fields=["minimum_order"])

    page = text_of(shopper.get(CARTS))

    assert "₩2,000 more reaches the minimum order." in page
    assert reverse("checkout:checkout", args=[store.slug]) not in page


def test_an_empty_cart_links_to_the_stores(shopper):
    assert "Your cart is empty" in text_of(shopper.get(CARTS))


def test_carts_have_a_constant_number_of_queries(shopper, ann, line, django_assert_max_num_queries):
    for _ in range(30):
        add_to_cart(CartOwner(user=ann), ProductFactory(), [], 1)

    with django_assert_max_num_queries(9):
        shopper.get(CARTS)


def test_store_cart_is_a_fragment_with_a_link_to_checkout(shopper, store, line):
    url = reverse("orders:store-cart", args=[store.slug])

    assert reverse("checkout:checkout", args=[store.slug]) in text_of(shopper.get(url, **HTMX))
    assert shopper.get(url).url == CARTS
    assert shopper.get("/cart/store/nowhere/", **HTMX).status_code == 404


def test_order_again_fills_the_cart_and_names_what_is_missing(shopper, ann, store, noodles):
    order = place(ann, noodles, quantity=2)
    add_line(order, "Old dish", 1)

    response = shopper.post(reverse("orders:again", args=[order.number]), follow=True)

    assert CartLine.objects.get().quantity == 2
    assert "No longer offered: Old dish" in text_of(response)
