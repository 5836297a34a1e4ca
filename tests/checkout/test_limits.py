"""Orders are limited by browser, and more loosely by address."""

import pytest
from django.test import Client

from checkout.limits import ORDERS_OF_ADDRESS, ORDERS_OF_BROWSER
from core.throttle import Limit, TooMany, count
from orders.carts import CartOwner, add_to_cart
from orders.models import Order
from tests.checkout.test_checkout import filled, url_of

pytestmark = pytest.mark.django_db


def use_up(limit, key, times=None):
    for _time in range(times or limit.times):
        count(limit, key)


def test_the_windows_of_a_test_begin_with_it():
    """Or else one might end between two of its requests."""
    with pytest.raises(TooMany) as refusal:
        count(Limit("none", times=0, seconds=3600), "ann")

    assert 3540 < refusal.value.retry_after <= 3600


@pytest.fixture
def shopper(client, ann, noodles):
    client.force_login(ann)
    add_to_cart(CartOwner(user=ann), noodles, [], 1)
    return client


def test_a_browser_orders_five_times_a_minute(shopper, ann, store):
    use_up(ORDERS_OF_BROWSER, f"user-{ann.pk}", 4)
    data = filled(shopper.get(url_of(store)), note="Mint, please")

    fifth = shopper.post(url_of(store), data)
    again = shopper.post(url_of(store), data)

    assert fifth.status_code == 302
    assert again.url == fifth.url  # beyond the limit, but the very same order
    assert Order.objects.count() == 1


def test_the_sixth_order_waits_and_nothing_is_lost(shopper, ann, store):
    use_up(ORDERS_OF_BROWSER, f"user-{ann.pk}")
    data = filled(shopper.get(url_of(store)), note="Mint, please")

    answer = shopper.post(url_of(store), data)

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "Please wait" in answer.text
    assert "Mint, please" in answer.text
    assert not Order.objects.exists()


def test_an_address_is_shared_by_many_browsers(shopper, store):
    assert ORDERS_OF_ADDRESS.times >= 10 * ORDERS_OF_BROWSER.times
    use_up(ORDERS_OF_ADDRESS, "10.1.1.1")
    data = filled(shopper.get(url_of(store)))

    refused = shopper.post(url_of(store), data, REMOTE_ADDR="10.1.1.1")
    taken = shopper.post(url_of(store), data, REMOTE_ADDR="10.1.1.2")

    assert (refused.status_code, taken.status_code) == (429, 302)


def test_another_browser_is_not_limited(shopper, ann, noodles, store):
    use_up(ORDERS_OF_BROWSER, f"user-{ann.pk}")
    guest = Client()
    guest.post(f"/cart/add/{noodles.pk}/", {"quantity": "1"})

    answer = guest.post(url_of(store), filled(guest.get(url_of(store)), email="d@example.com"))

    assert answer.status_code == 302
