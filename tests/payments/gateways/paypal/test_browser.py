"""Ann pays with PayPal in a real browser: she turns back, is declined, and pays."""

import pytest

from orders.models import Order
from tests.browsing import PHONE
from tests.factories import place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at_paypal(browse, ann, noodles, store, live_server, settings, paypal):
    """Ann's phone at PayPal, with an unpaid order."""
    settings.SITE_URL, settings.PAYMENT_PAGES = live_server.url, {"paypal": paypal.url}
    store.currency = "USD"
    store.save(update_fields=["currency"])
    page = browse(viewport=PHONE, user=ann)
    page.goto(f"/pay/{place(ann, noodles).number}/")
    page.get_by_role("button", name="PayPal").click()
    page.wait_for_url(f"{paypal.url}/checkoutnow?**")
    return page


def test_ann_pays_with_paypal_after_a_change_of_mind_and_a_declined_card(at_paypal, paypal):
    at_paypal.get_by_role("button", name="Cancel").click()
    at_paypal.get_by_text("You did not pay yet.").wait_for()
    at_paypal.get_by_role("button", name="PayPal").click()
    at_paypal.get_by_role("button", name="declined").click()
    at_paypal.get_by_text("The payment was declined.").wait_for()
    assert Order.objects.get().status == "pending"

    at_paypal.get_by_role("button", name="PayPal").click()
    at_paypal.get_by_role("button", name="Pay", exact=True).click()

    at_paypal.get_by_text("Your payment has arrived.").wait_for()
    order = Order.objects.get()
    assert order.status == "paid"
    assert sum(entry["captured"] for entry in paypal.books().values()) == order.total
