"""Ann pays at Stripe in a real browser: she declines, turns back, and pays."""

import pytest

from orders.models import Order
from payments.models import Payment
from tests.browsing import PHONE
from tests.factories import place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at_stripe(browse, ann, noodles, live_server, settings, stripe_stub):
    """Ann's phone on Stripe's page, with an unpaid order."""
    settings.SITE_URL, settings.PAYMENT_PAGES = live_server.url, {"stripe": stripe_stub.url}
    page = browse(viewport=PHONE, user=ann)
    page.goto(f"/pay/{place(ann, noodles).number}/")
    page.get_by_role("button", name="Card (Stripe)").click()
    page.wait_for_url(f"{stripe_stub.url}/c/pay/**")
    return page


def test_ann_pays_at_stripe_after_a_declined_card_and_a_change_of_mind(at_stripe, stripe_stub):
    at_stripe.get_by_role("button", name="Pay with a declined card").click()
    at_stripe.get_by_text("Your card was declined.").wait_for()
    at_stripe.get_by_role("link", name="Cancel").click()
    at_stripe.get_by_text("You did not pay yet.").wait_for()
    assert Order.objects.get().status == "pending"

    at_stripe.get_by_role("button", name="Card (Stripe)").click()
    at_stripe.get_by_role("button", name="Pay", exact=True).click()

    at_stripe.get_by_text("Your payment has arrived.").wait_for()
    assert Order.objects.get().status == "paid"
    assert Payment.objects.get().status == "captured"
