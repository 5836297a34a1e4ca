"""Where a parcel goes: asked at the checkout, stored with the order, shown wherever the address is."""

import re
from dataclasses import replace
from datetime import time

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.baskets import OrderRefused
from orders.carts import CartOwner, add_to_cart
from orders.models import Cart, Order
from orders.placing import Contact
from stores.models import OpeningHours, Store
from tests.checkout.test_checkout import filled, text_of, url_of
from tests.factories import CONTACT, AddressFactory, OrderFactory, ProductFactory, place
from tests.shipping.world import ships

MANILA = {"country": "PH", "region": "Metro Manila", "postcode": "1000", "address": "1 Rizal Ave"}


@pytest.fixture
def store(store):
    ships(store)
    store.offers_delivery = store.offers_pickup = False
    store.save(update_fields=["offers_delivery", "offers_pickup"])
    return store


@pytest.fixture
def shopper(client, ann, store, noodles):
    client.force_login(ann)
    noodles.section.store.refresh_from_db()
    add_to_cart(CartOwner(user=ann), noodles, [], 2)
    return client


def order_to(shopper, store, **changes):
    """As with htmx: the destination changes the price before the order is placed."""
    typed = filled(shopper.get(url_of(store)), **changes)
    page = shopper.post(url_of(store), {**typed, "shipping-shown": "1", "switch_to": "shipping"})
    return shopper.post(url_of(store), {**filled(page, **changes), "shipping-shown": "1"})


def errors_of(response):
    return {name: str(errors[0]) for name, errors in response.context["form"].errors.items()}


def test_a_parcel_is_ordered_with_its_country_and_region(shopper, store):
    order_to(shopper, store, **MANILA)

    order = Order.objects.get()
    assert (order.country, order.region, order.postcode) == ("PH", "Metro Manila", "1000")
    assert order.address_lines == ["1 Rizal Ave 2F", "Metro Manila 1000", "Philippines"]


def test_a_delivery_has_no_country(ann):
    order = place(ann, ProductFactory(), contact=replace(CONTACT, postcode="03172"))

    assert order.country == ""


def test_the_countries_are_named_in_the_readers_language(shopper, store):
    page = text_of(shopper.get(url_of(store), headers={"accept-language": "ko"}))

    assert re.search(r'<option value="KR" selected>대한민국</option>', page)


def test_the_chosen_country_stays_chosen(shopper, store):
    first = shopper.get(url_of(store))

    page = text_of(shopper.post(url_of(store), filled(first, country="PH", switch_to="shipping")))

    assert re.findall(r"<option[^>]* selected>[^<]*", page) == [
        '<option value="PH" selected>Philippines'
    ]
    assert page.count("<option ") > 200


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"country": ""}, {"country": "Please choose a country."}),
        ({"country": "ZZ"}, {"country": "Please choose a country."}),
        ({"postcode": ""}, {"postcode": "Please give the postcode."}),
        (
            {"country": "KR", "postcode": "123-456"},
            {"postcode": "A Korean postcode has five digits."},
        ),
        (
            {"country": "KR", "postcode": "٦٣٠٠٠"},  # Arabic digits, which no zone knows
            {"postcode": "A Korean postcode has five digits."},
        ),
        ({"address": ""}, {"address": "Please say where to send it."}),
    ],
)
def test_an_incomplete_destination_is_refused_with_a_sentence(shopper, store, changes, errors):
    response = order_to(shopper, store, **{**MANILA, **changes})

    assert response.status_code == 422
    assert errors_of(response) == errors


def test_no_postcode_is_asked_where_there_is_none(shopper, store):
    order_to(shopper, store, **{**MANILA, "country": "HK", "postcode": ""})

    assert Order.objects.get().country == "HK"


def test_a_postcode_in_full_width_digits_costs_what_its_place_costs(shopper, store):
    order_to(shopper, store, country="KR", postcode="６３０００")

    order = Order.objects.get()
    assert order.postcode == "63000"
    assert [each.amount for each in order.adjustments.filter(kind="shipping_fee")] == [6000]


@pytest.mark.parametrize("name", ["address", "detail", "region", "postcode", "country"])
def test_a_text_of_ten_thousand_characters_is_refused_and_nothing_is_lost(shopper, store, name):
    response = order_to(shopper, store, **{**MANILA, name: "x" * 10_000})

    assert response.status_code == 422
    assert "at most" in errors_of(response)[name] or "choose a country" in errors_of(response)[name]
    assert 'value="Ann"' in text_of(response)
    assert Cart.objects.exists()


def test_a_saved_address_is_in_korea(shopper, ann, store):
    home = AddressFactory(user=ann, postcode="03172")

    order_to(shopper, store, place=str(home.pk))

    assert (Order.objects.get().country, Order.objects.get().postcode) == ("KR", "03172")


def test_a_saved_address_with_an_old_postcode_is_asked_for_the_new_one(shopper, ann, store):
    home = AddressFactory(user=ann, postcode="690-011")

    response = order_to(shopper, store, place=str(home.pk), country="", postcode="")

    assert "five digits" in errors_of(response)["place"]
    assert not Order.objects.exists()


def test_a_saved_address_without_a_postcode_is_refused(shopper, ann, store):
    home = AddressFactory(user=ann)

    response = order_to(shopper, store, place=str(home.pk))

    assert list(errors_of(response)) == ["place"]


def test_switching_keeps_the_destination(shopper, store):
    typed = filled(shopper.get(url_of(store)), **MANILA)

    page = text_of(shopper.post(url_of(store), {**typed, "switch_to": "shipping"}))

    assert 'value="PH" selected' in page
    assert 'value="Metro Manila"' in page


def test_nothing_is_sent_without_a_country(ann, noodles, store):
    noodles.section.store.refresh_from_db()

    with pytest.raises(OrderRefused, match="say where"):
        place(
            ann, noodles, fulfilment="shipping", contact=Contact("Ann", "a@b.c", "1", address="1")
        )


def test_buyer_and_store_see_where_it_goes(client, ann, store, noodles):
    order = OrderFactory(customer=ann, store=store, fulfilment="shipping", status="paid", **MANILA)
    shown = "1 Rizal Ave, Metro Manila 1000, Philippines"

    client.force_login(ann)
    assert shown in text_of(client.get(order.get_absolute_url()))
    client.force_login(store.owner)
    assert shown in text_of(client.get(reverse("orders:sold-order", args=[order.number])))


def test_parcels_are_ordered_while_the_store_is_closed(shopper, store):
    today = timezone.localdate().weekday()
    OpeningHours.objects.create(
        store=store, weekday=(today + 3) % 7, opens=time(9), closes=time(10)
    )

    menu = shopper.get(store.get_absolute_url()).text
    bar = shopper.get(
        reverse("orders:store-cart", args=[store.slug]), headers={"HX-Request": "true"}
    )
    order_to(shopper, store, **MANILA)

    assert "You can order parcels at any time." in menu
    assert 'action="/cart/add/' in menu
    assert url_of(store) in bar.text
    assert Order.objects.get().fulfilment == "shipping"


def test_a_store_that_is_switched_off_takes_no_parcels(shopper, store):
    Store.objects.update(is_open=False)

    response = order_to(shopper, store, **MANILA)

    assert "closed right now" in text_of(response)
    assert not Order.objects.exists()
