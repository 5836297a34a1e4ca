"""The main scenario in browsers without JavaScript."""

from decimal import Decimal

import pytest

from accounts.services import save_address
from orders.models import Order
from tests.browsing import DESKTOP, PHONE
from tests.factories import AddressFactory, place, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browse_plainly(browse):
    return lambda viewport, user: browse("en", viewport, user, java_script_enabled=False)


def press(page, name, **options):
    """Press the button and wait for the next page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, **options).first.click()


def test_an_order_without_javascript(browse_plainly, ann, bea, noodles):
    save_address(AddressFactory.build(user=ann))
    buyer, seller = browse_plainly(PHONE, ann), browse_plainly(DESKTOP, bea)

    fill_the_cart(buyer)
    check_out_and_pay(buyer)
    order = Order.objects.get()
    assert (order.status, order.total) == ("paid", Decimal(18000))

    accept_and_hand_over(seller, order)
    buyer.reload()
    assert buyer.locator(".timeline li").count() == 5


def fill_the_cart(buyer):
    buyer.goto("/")
    buyer.locator("[name=q]").fill("냉면집")
    buyer.locator("[name=q]").press("Enter")
    buyer.get_by_role("link", name="냉면집").first.click()
    press(buyer, "Add 물냉면")
    assert "물냉면 is in your cart" in buyer.locator("#messages").inner_text()
    buyer.get_by_role("link", name="Cart").click()
    press(buyer, "One more")
    assert buyer.locator("output").inner_text() == "2"


def check_out_and_pay(buyer):
    buyer.get_by_role("link", name="Go to checkout").click()
    press(buyer, "Delivery")
    press(buyer, "Pickup")
    press(buyer, "Place order ·")
    press(buyer, "Pay", exact=True)


def accept_and_hand_over(seller, order):
    seller.goto("/shop/")
    for step in ("accept", "prepare", "complete"):
        with seller.expect_navigation():
            seller.locator(f"#{step}-{order.number}, #{step}-{order.number}-20").click()
    order.refresh_from_db()
    assert order.status == "completed"


def test_a_rejection_without_javascript(browse_plainly, ann, bea, noodles):
    order = place(ann, noodles)
    walk(order, "paid")
    seller, buyer = browse_plainly(DESKTOP, bea), browse_plainly(PHONE, ann)

    seller.goto("/shop/")
    seller.get_by_text("Reject", exact=True).first.click()
    seller.locator("textarea[name=note]").fill("We are out of ice.")
    press(seller, "Reject", exact=True)
    buyer.goto(order.get_absolute_url())

    assert "We are out of ice." in buyer.locator(".timeline").inner_text()


def test_a_cancellation_without_javascript(browse_plainly, ann, noodles):
    order = place(ann, noodles)
    buyer = browse_plainly(PHONE, ann)

    buyer.goto(order.get_absolute_url())
    buyer.get_by_role("link", name="Cancel order").click()
    press(buyer, "Cancel order")

    order.refresh_from_db()
    assert order.status == "cancelled"
