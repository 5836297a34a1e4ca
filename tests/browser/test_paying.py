"""Ann pays at each provider's pages, in a real browser, and gets a refund from Bea."""

import re
from datetime import timedelta

import pytest

from accounts.services import save_address
from orders.carts import CartOwner, add_to_cart
from orders.models import Order
from orders.services import expire_unpaid_orders
from payments.models import Payment, WebhookEvent
from tests.browsing import DESKTOP, PHONE, look_over
from tests.factories import AddressFactory
from tests.job_runner import run_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAYS = {"stripe": ("Stripe", "KRW"), "toss": ("Toss", "KRW"), "paypal": ("PayPal", "USD")}


@pytest.fixture(params=WAYS)
def way(request, store):
    """A provider's code and name; Bea's store uses a currency it accepts."""
    name, store.currency = WAYS[request.param]
    store.save(update_fields=["currency"])
    return request.param, name


@pytest.fixture
def buyer(providers, way, browse, ann, noodles):
    """Ann's phone at the checkout, with a bowl in the cart."""
    save_address(AddressFactory.build(user=ann))
    add_to_cart(CartOwner(user=ann), noodles, [], 1)
    page = browse(viewport=PHONE, user=ann)
    page.goto(f"/checkout/{noodles.section.store.slug}/")
    return page


def check_out(page, name):
    page.locator("[name=phone]").fill("010-1234-5678")
    page.get_by_label(re.compile(name)).check()
    page.locator("#summary .btn-lg").click()
    reach_provider(page)


def choose(page, name):
    page.get_by_role("button", name=re.compile(name)).click()
    reach_provider(page)


def reach_provider(page):
    """For Toss, the site has a page of its own before the provider's window."""
    page.wait_for_url(re.compile(r"/pay/toss/|/c/pay/|checkoutnow"))
    if "/pay/toss/" in page.url:
        look_over(page)
        page.locator("[data-toss-method]").first.click()
        page.wait_for_url("**/window?**")


def press(page, label):
    page.get_by_role("button", name=label, exact=label == "Pay").click()


def test_ann_pays_and_the_webhook_changes_nothing(buyer, way, providers):
    code, name = way
    check_out(buyer, name)

    press(buyer, "Pay")
    buyer.get_by_text("Your payment has arrived.").wait_for()
    providers.deliver()

    order = Order.objects.get()
    [payment] = order.payments.all()
    assert (order.status, payment.status) == ("paid", "captured")
    assert [payment.gateway, payment.captured] == [code, order.total]
    assert not WebhookEvent.objects.filter(acted_at=None).exists()
    assert {event.gateway for event in WebhookEvent.objects.all()} == {code}
    assert order.history.filter(verb="pay").count() == 1


def test_ann_goes_back_is_declined_and_pays_in_the_end(buyer, way, providers):
    code, name = way
    check_out(buyer, name)
    buyer.get_by_text("Cancel", exact=True).click()
    buyer.get_by_text("You did not pay yet.").wait_for()

    choose(buyer, name)
    press(buyer, "decline")
    buyer.get_by_text(re.compile("was declined")).wait_for()
    assert Order.objects.get().status == "pending"
    if code != "stripe":  # where the payer tries again on Stripe's own page
        choose(buyer, name)
    press(buyer, "Pay")

    buyer.get_by_text("Your payment has arrived.").wait_for()
    order = Order.objects.get()
    assert order.status == "paid"
    assert sum(entry["captured"] for entry in providers.entries(code)) == order.total


def test_bea_makes_a_partial_refund_and_ann_sees_it(buyer, way, providers, browse, bea):
    code, name = way
    check_out(buyer, name)
    press(buyer, "Pay")
    buyer.get_by_text("Your payment has arrived.").wait_for()
    order = Order.objects.get()
    seller = browse(viewport=DESKTOP, user=bea)
    seller.on("dialog", lambda dialog: dialog.accept())

    seller.goto(f"/shop/orders/{order.number}/")
    seller.get_by_role("link", name="Send money back").click()
    seller.get_by_label("Amount").fill("5")
    look_over(seller)
    seller.get_by_label("Reason").fill("The broth was cold")
    seller.get_by_role("button", name="Send it back").click()
    seller.get_by_text("Owed · The broth was cold").wait_for()
    run_jobs()
    providers.deliver()

    seller.reload()
    seller.get_by_text("Refunded · The broth was cold").wait_for()
    buyer.reload()
    buyer.get_by_text("was sent back to you").wait_for()
    assert sum(entry["refunded"] for entry in providers.entries(code)) == 5
    assert Payment.objects.get().refunded == 5


def test_an_abandoned_order_expires_and_nothing_was_charged(buyer, way, providers):
    code, name = way
    check_out(buyer, name)
    order = Order.objects.get()

    expire_unpaid_orders(order.pay_by + timedelta(seconds=1))
    run_jobs()
    providers.deliver()
    buyer.goto(order.get_absolute_url())

    assert buyer.get_by_text("Expired").first.is_visible()
    assert sum(entry["captured"] for entry in providers.entries(code)) == 0
