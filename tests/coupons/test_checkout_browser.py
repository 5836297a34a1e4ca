"""In a browser: the summary, the ways to pay and the button follow the chosen coupons."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from coupons.models import Benefit
from orders.carts import CartOwner, add_to_cart
from orders.models import Order
from tests.browsing import DESKTOP, look_over
from tests.coupons.test_checkout import coupon_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_who_changes_coupons_sees_at_once_what_is_to_pay(browse, eve, store, noodles):
    add_to_cart(CartOwner(user=eve), noodles, [], 2)
    coupon_of(eve, store, title="Welcome", terms={"amount": Decimal(50_000)})
    coupon_of(eve, store, title="Free ride", terms={"benefit": Benefit.DELIVERY, "amount": None})
    page = browse("en", DESKTOP, eve)
    page.goto(f"/checkout/{store.slug}/")
    page.locator("[name=address]").fill("세종대로 175")
    ways, button = page.locator("#payment"), page.locator("#summary .btn-lg")
    expect(ways).to_contain_text("Nothing to pay: your coupons cover it.")

    page.locator("#coupons-delivery-none").check()
    expect(button).to_have_text("Place order · ₩3,000")
    expect(ways.get_by_role("radio")).to_be_checked()
    expect(page.locator("#coupons-delivery-none")).to_be_focused()
    page.get_by_label("Free delivery Free ride").check()
    expect(button).to_have_text("Place order")
    look_over(page)
    assert left_of(ways) < left_of(page.locator("#summary"))
    button.click()

    expect(page.get_by_role("status").first).to_contain_text("Waiting for the store")
    assert (Order.objects.get().total, Order.objects.get().status) == (0, "paid")


def left_of(part):
    return part.bounding_box()["x"]
