"""Guests who choose a bank transfer hold stock for a day: only so many orders of theirs may."""

from itertools import count

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import Cart, Order
from payments.models import Payment
from tests.checkout.test_checkout import filled, text_of, url_of

ATTEMPTS = 40


@pytest.fixture(autouse=True)
def transfers(settings):
    settings.BANK_TRANSFER_ACCOUNT, settings.TRUSTED_PROXIES = "Example Bank 110-123", 1


@pytest.fixture
def plenty(noodles):
    noodles.stock = 1000
    noodles.save(update_fields=["stock"])
    return noodles


@pytest.fixture
def guest(plenty, store):
    """`guest(address)`: a new browser there, whose checkout page is open, and what its page would send."""
    numbers = count(1000)

    def opens(address="203.0.113.7", **said):
        browser, number = Client(headers={"X-Forwarded-For": address}), next(numbers)
        browser.post(reverse("orders:add", args=[plenty.pk]))
        person = {"email": f"guest{number}@example.com", "phone": f"010-2000-{number}"}
        page = browser.get(url_of(store))
        return browser, filled(page, **{"payment": "transfer", **person, **said})

    return opens


def promise(browser, sent, store):
    """Order, and say that the money will be transferred; the answer to the last that was possible."""
    placed = browser.post(url_of(store), sent)
    if placed.status_code == 302:
        payment = Payment.objects.latest("pk")
        return browser.post(reverse("payments:return", args=[payment.key]), follow=True)
    return placed


def held():
    return Order.objects.holding().count()


def test_forty_tries_from_one_address_hold_little(guest, store, plenty, settings):
    for _try in range(ATTEMPTS):
        promise(*guest(), store)

    plenty.refresh_from_db()
    assert held() == settings.HOLDS_PER_NETWORK
    assert plenty.stock == 1000 - settings.HOLDS_PER_NETWORK


def test_forty_tries_from_everywhere_hold_no_more_than_a_store_allows(guest, store, settings):
    for number in range(ATTEMPTS):
        promise(*guest(f"198.51.100.{number}"), store)

    assert held() == settings.HOLDS_PER_STORE


@pytest.mark.parametrize(
    "same", [{"email": "Eve@example.com"}, {"phone": "+82 10 3456-7890"}, {"phone": "01034567890"}]
)
def test_one_person_behind_many_addresses_is_one_buyer(guest, store, settings, same):
    promise(*guest("198.51.100.200", email="eve@example.com", phone="010-3456-7890"), store)
    for number in range(settings.HOLDS_PER_BUYER + 2):
        promise(*guest(f"198.51.100.{number}", **same), store)

    assert held() == settings.HOLDS_PER_BUYER


def test_a_browser_is_one_buyer_whatever_it_says(guest, store, plenty, settings):
    browser, _sent = guest()
    for number in range(settings.HOLDS_PER_BUYER + 2):
        browser.post(reverse("orders:add", args=[plenty.pk]))
        page = browser.get(url_of(store), headers={"X-Forwarded-For": f"198.51.100.{number}"})
        said = {"email": f"other{number}@example.com", "phone": f"010-4000-{1000 + number}"}
        promise(browser, filled(page, payment="transfer", **said), store)

    assert held() == settings.HOLDS_PER_BUYER


def test_who_is_refused_loses_nothing_and_may_pay_another_way(guest, store, settings):
    settings.HOLDS_PER_NETWORK = 0
    browser, sent = guest()

    refused = browser.post(url_of(store), sent)

    assert refused.status_code == 409
    assert "Choose another way to pay." in text_of(refused)
    assert sent["email"] in text_of(refused)
    assert (Cart.objects.count(), Order.objects.count()) == (1, 0)
    again = browser.post(url_of(store), {**sent, **proofs_of(refused), "payment": "sandbox"})
    assert again.url.startswith("/pay/sandbox/")


def proofs_of(page):
    return {name: str(value) for name, value in page.context["form"].proofs.items()}


def test_who_promises_one_too_many_is_led_to_the_other_ways(guest, store, settings):
    browser, sent = guest()
    browser.post(url_of(store), sent)
    payment = Payment.objects.get()
    settings.HOLDS_PER_STORE = 0

    answer = browser.post(reverse("payments:return", args=[payment.key]), follow=True)

    payment.refresh_from_db()
    assert "Choose another way to pay." in text_of(answer)
    assert 'value="sandbox"' in text_of(answer)
    assert (payment.status, payment.order.is_hold) == ("started", False)


def test_paid_and_cancelled_orders_hold_nothing(guest, store, settings):
    settings.HOLDS_PER_NETWORK = 1
    browser, sent = guest()
    promise(browser, sent, store)
    order = Order.objects.get()
    browser.post(reverse("orders:guest-move", args=[order.guest_key, "cancel"]))

    promise(*guest(), store)

    assert held() == 1
