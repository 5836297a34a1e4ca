"""Guests who choose a bank transfer hold stock for a day: the number of such orders is limited."""

from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.models import Cart, Order
from payments.models import Payment
from tests.checkout.test_checkout import filled, text_of, url_of
from tests.factories import OrderFactory

LIMIT, ATTEMPTS = 4, 7


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
    """`guest(address)`: a new browser at this IP address, and the data of its checkout form."""
    numbers = count(1000)

    def opens(address="203.0.113.7", **answers):
        browser, number = Client(headers={"X-Forwarded-For": address}), next(numbers)
        browser.post(reverse("orders:add", args=[plenty.pk]))
        person = {"email": f"guest{number}@example.com", "phone": f"010-2000-{number}"}
        page = browser.get(url_of(store))
        return browser, filled(page, **{"payment": "transfer", **person, **answers})

    return opens


def choose_transfer(browser, sent, store):
    """Order and choose a bank transfer; returns the last response."""
    placed = browser.post(url_of(store), sent)
    if placed.status_code == 302:
        payment = Payment.objects.latest("pk")
        return browser.post(reverse("payments:return", args=[payment.key]), follow=True)
    return placed


def held():
    return Order.objects.holding().count()


def test_holds_from_one_address_are_limited(guest, store, plenty, settings):
    settings.HOLDS_PER_NETWORK = LIMIT
    for _try in range(ATTEMPTS):
        choose_transfer(*guest(), store)

    plenty.refresh_from_db()
    assert held() == LIMIT
    assert plenty.stock == 1000 - LIMIT


def test_holds_at_one_store_are_limited(guest, store, settings):
    settings.HOLDS_PER_STORE = LIMIT
    for number in range(ATTEMPTS):
        choose_transfer(*guest(f"198.51.100.{number}"), store)

    assert held() == LIMIT


@pytest.mark.parametrize(
    "same", [{"email": "Eve@example.com"}, {"phone": "+82 10 3456-7890"}, {"phone": "01034567890"}]
)
def test_holds_of_one_person_behind_many_addresses_are_limited(guest, store, settings, same):
    choose_transfer(*guest("198.51.100.200", email="eve@example.com", phone="010-3456-7890"), store)
    for number in range(settings.HOLDS_PER_BUYER + 2):
        choose_transfer(*guest(f"198.51.100.{number}", **same), store)

    assert held() == settings.HOLDS_PER_BUYER


def test_nobody_uses_up_the_holds_of_an_account_by_its_e_mail_or_phone(
    guest, store, plenty, client, dan
):
    same = {"email": dan.email, "phone": dan.phone}
    for number in range(3):
        choose_transfer(*guest(f"198.51.100.{number}", **same), store)
        OrderFactory(store=store, pay_by=timezone.now() + timedelta(days=1), **same)
    client.force_login(dan)
    client.post(reverse("orders:add", args=[plenty.pk]))

    choose_transfer(client, filled(client.get(url_of(store)), payment="transfer"), store)

    assert Order.objects.holding().filter(customer=dan).count() == 1


def test_holds_of_one_browser_are_limited(guest, store, plenty, settings):
    browser, _sent = guest()
    for number in range(settings.HOLDS_PER_BUYER + 2):
        browser.post(reverse("orders:add", args=[plenty.pk]))
        page = browser.get(url_of(store), headers={"X-Forwarded-For": f"198.51.100.{number}"})
        answers = {"email": f"other{number}@example.com", "phone": f"010-4000-{1000 + number}"}
        choose_transfer(browser, filled(page, payment="transfer", **answers), store)

    assert held() == settings.HOLDS_PER_BUYER


def test_unpaid_orders_of_guests_from_one_address_are_limited(
    guest, store, plenty, client, dan, settings
):
    settings.UNPAID_PER_NETWORK = LIMIT
    pages = [guest(payment="sandbox") for _try in range(LIMIT + 1)]
    pages.append(guest("198.51.100.1", payment="sandbox"))
    client.force_login(dan)
    client.post(reverse("orders:add", args=[plenty.pk]))
    pages.append((client, filled(client.get(url_of(store)), payment="sandbox")))

    placed = [browser.post(url_of(store), sent) for browser, sent in pages]

    assert [page.status_code for page in placed] == [302] * LIMIT + [409, 302, 302]
    assert "Please sign in to order" in text_of(placed[LIMIT])
    plenty.refresh_from_db()
    assert plenty.stock == 1000 - LIMIT - 2


def test_unpaid_orders_of_one_browser_are_limited_until_they_end(guest, store, plenty, settings):
    settings.UNPAID_PER_BUYER = 2
    browser, sent = guest(payment="sandbox")
    person = {"payment": "sandbox", "email": sent["email"], "phone": sent["phone"]}
    for _order in range(2):
        assert browser.post(url_of(store), sent).status_code == 302
        browser.post(reverse("orders:add", args=[plenty.pk]))
        sent = filled(browser.get(url_of(store)), **person)

    refused = browser.post(url_of(store), sent)
    Order.objects.update(pay_by=timezone.now())
    again = browser.post(url_of(store), {**sent, **proofs_of(refused)})

    assert "2 orders of yours wait for payment already" in text_of(refused)
    assert "or try again in a few minutes" in text_of(refused)  # a guest has no list of them
    assert (refused.status_code, again.status_code) == (409, 302)


def test_a_refused_hold_keeps_the_cart_and_allows_other_payments(guest, store, settings):
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


def test_a_hold_too_many_shows_the_other_payment_methods(guest, store, settings):
    browser, sent = guest()
    browser.post(url_of(store), sent)
    payment = Payment.objects.get()
    settings.HOLDS_PER_STORE = 0

    answer = browser.post(reverse("payments:return", args=[payment.key]), follow=True)

    payment.refresh_from_db()
    assert "Choose another way to pay." in text_of(answer)
    assert 'value="sandbox"' in text_of(answer)
    assert (payment.status, payment.order.is_hold) == ("started", False)


def test_paid_and_cancelled_orders_are_no_holds(guest, store, settings):
    settings.HOLDS_PER_NETWORK = 1
    browser, sent = guest()
    choose_transfer(browser, sent, store)
    order = Order.objects.get()
    browser.post(reverse("orders:guest-move", args=[order.guest_key, "cancel"]))

    choose_transfer(*guest(), store)

    assert held() == 1
