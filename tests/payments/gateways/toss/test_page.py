"""Our page before Toss's window, and the whole payment in a real browser."""

import re
from urllib.parse import urlencode

import pytest
from django.conf import settings as site
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse

from devtools.stubs.toss import CLIENT_KEY, SECRET_KEY
from orders.statuses import Status
from payments.gateways.toss.methods import METHODS
from payments.lifecycle import PaymentStatus
from payments.models import Payment
from payments.services import confirm_payment, start_payment
from tests.browsing import PHONE, look_over
from tests.factories import place
from tests.payments.gateways.toss.test_paying import paid_at


def page_of(payment):
    return reverse("payments:toss", args=[payment.key])


def test_the_page_has_what_the_window_needs_and_no_secret(client, ann, toss, toss_payment):
    client.force_login(ann)

    page = client.get(page_of(toss_payment)).content.decode()

    data = dict(re.findall(r'data-([a-z-]+)="([^"]*)"', page[page.index("data-toss") :]))
    assert data["client-key"] == CLIENT_KEY
    assert (data["order-id"], data["amount"], data["currency"]) == (
        toss_payment.key,
        "12000",
        "KRW",
    )
    assert data["return-url"] == f"{site.SITE_URL}/pay/return/{toss_payment.key}/"
    assert re.findall(r'data-toss-method="(\w+)" data-easy-pay="(\w*)"', page) == [
        ("CARD", ""),
        ("CARD", "TOSSPAY"),
        ("TRANSFER", ""),
        ("VIRTUAL_ACCOUNT", ""),
    ]
    assert SECRET_KEY not in page


def test_the_page_may_load_the_script_and_others_may_not(client, ann, toss, toss_payment):
    client.force_login(ann)

    policy = client.get(page_of(toss_payment))["Content-Security-Policy"]
    other = client.get(reverse("payments:pay", args=[toss_payment.order.number]))

    assert f"script-src 'self' {toss.url};" in policy + ";"
    assert "unsafe" not in policy
    assert "toss" not in other["Content-Security-Policy"]
    assert toss.url not in other["Content-Security-Policy"]


def test_a_guest_pays_too_and_comes_back_to_the_choice(client, noodles, toss):
    order = place(None, noodles)

    page = client.get(start_payment(order, "toss")).content.decode()

    assert f'href="/pay/{order.guest_key}/"' in page


def test_a_stranger_gets_404(client, dan, toss, toss_payment):
    client.force_login(dan)

    assert client.get(page_of(toss_payment)).status_code == 404


def test_who_comes_back_in_another_browser_signs_in_and_is_charged_once(
    client, ann, toss, toss_payment
):
    back = f"{reverse('payments:return', args=[toss_payment.key])}?{urlencode(paid_at(toss, toss_payment))}"

    asked_to_sign_in = client.get(back)
    client.force_login(ann)
    first, second = client.get(back), client.get(back)

    assert asked_to_sign_in.url == redirect_to_login(back).url
    toss_payment.refresh_from_db()
    assert (first.url, second.url) == (toss_payment.order.get_absolute_url(),) * 2
    assert (toss_payment.status, toss_payment.captured) == ("captured", toss_payment.amount)


def test_a_payment_at_another_gateway_has_no_page_here(client, ann, toss, payment):
    client.force_login(ann)

    assert client.get(page_of(payment)).status_code == 404


def test_without_keys_the_page_is_gone(client, ann, settings, toss, toss_payment):
    client.force_login(ann)
    settings.TOSS_SECRET_KEY = ""

    assert client.get(page_of(toss_payment)).status_code == 404


def test_what_is_paid_leads_to_its_order(client, ann, toss, toss_payment):
    client.force_login(ann)
    confirm_payment(toss_payment, toss.pay(toss_payment.key, 12000))

    assert client.get(page_of(toss_payment)).url == toss_payment.order.get_absolute_url()


def test_every_method_may_be_configured():
    assert set(site.TOSS_KNOWN_METHODS) == set(METHODS)


@pytest.fixture
def at_toss(browse, ann, live_server, settings, toss, toss_payment):
    """`at_toss("Card")`: Ann's browser in the window that this payment method opens."""
    settings.SITE_URL = live_server.url

    def opened(way, **options):
        page = browse(user=ann, **options)
        page.goto(page_of(toss_payment))
        page.get_by_role("button", name=way, exact=True).click()
        page.wait_for_url(f"{toss.url}/window?*")
        return page

    return opened


@pytest.mark.browser
@pytest.mark.parametrize(
    ("way", "method"),
    [("Card", "카드"), ("Toss Pay", "간편결제"), ("Account transfer", "계좌이체")],
)
def test_paying_in_the_window_pays_the_order(at_toss, toss, toss_payment, way, method):
    page = at_toss(way)
    assert f"12000 KRW, {method}" in page.inner_text("p")

    page.get_by_role("button", name="Pay", exact=True).click()
    page.wait_for_url(f"**{toss_payment.order.get_absolute_url()}")

    assert "Paid: ₩12,000" in page.inner_text("main")
    toss_payment.order.refresh_from_db()
    assert toss_payment.order.status == Status.PAID


@pytest.mark.browser
def test_a_bank_deposit_is_paid_later(at_toss, toss, toss_payment):
    page = at_toss("Virtual account", viewport=PHONE)

    page.get_by_role("button", name="Pay", exact=True).click()
    page.wait_for_url(f"**{toss_payment.order.get_absolute_url()}")

    assert "Please transfer ₩12,000 by" in page.inner_text("main")
    assert "Woori Bank X6505636518308" in page.inner_text("main")
    payment = Payment.objects.get()
    assert payment.status == PaymentStatus.WAITING
    page.goto(f"{toss.url}/accounts")
    page.click("text=Deposit")
    page.wait_for_selector("text=No account waits")
    assert confirm_payment(payment, {}).status == PaymentStatus.CAPTURED


@pytest.mark.browser
@pytest.mark.parametrize(
    ("choice", "status", "text"),
    [
        ("Decline", PaymentStatus.DECLINED, "was declined"),
        ("Cancel", PaymentStatus.STARTED, "did not pay yet"),
    ],
)
def test_a_no_in_the_window_leads_to_another_try(at_toss, toss_payment, choice, status, text):
    page = at_toss("Card")

    page.get_by_role("button", name=choice).click()
    page.wait_for_url(f"**/pay/{toss_payment.order.number}/")

    assert text in page.inner_text("#messages")
    assert Payment.objects.get().status == status


@pytest.mark.browser
def test_a_script_that_does_not_load_is_reported(
    browse, ann, settings, toss, toss_payment, troubles
):
    settings.TOSS_WIDGET_URL = f"{toss.url}/gone"
    page = browse(user=ann, viewport=PHONE)
    page.goto(page_of(toss_payment))

    page.get_by_role("button", name="Card", exact=True).click()
    page.wait_for_selector("text=Toss did not answer")

    assert page.get_by_role("button", name="Card", exact=True).is_enabled()
    look_over(page)
    troubles.clear()


@pytest.mark.browser
def test_without_javascript_the_page_explains_that_it_needs_it(browse, ann, toss, toss_payment):
    page = browse(user=ann, java_script_enabled=False)
    page.goto(page_of(toss_payment))

    assert "Toss needs JavaScript" in page.inner_text("main")
    assert page.get_by_role("link", name="Choose another way to pay").is_visible()
