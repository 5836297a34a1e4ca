"""The admin in a real Chromium: violations of its CSP and script errors fail the test."""

import pytest

from accounts.models import User
from orders.statuses import Status
from payments.models import Refund
from tests.browsing import DESKTOP, PHONE, sign_in
from tests.factories import PASSWORD, OrderFactory, place
from tests.site_map import pay

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_admin_accepts_an_order(browse, size):
    boss = User.objects.create_superuser("boss@example.com", PASSWORD)
    order = OrderFactory(status=Status.PAID)
    page = browse("en", size)
    sign_in(page, boss)

    page.goto("/admin/")
    page.locator("#today").wait_for()
    page.locator("canvas[data-sales]").wait_for(state="visible")
    page.get_by_text("As a table").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/admin/orders/order/")
    page.get_by_role("link", name=order.number).click()
    page.get_by_role("link", name="Accept", exact=True).click()
    page.locator("[name=minutes]").fill("25")
    page.get_by_role("button", name="Accept", exact=True).click()

    page.get_by_text(f"{order}: Accepted by the store").wait_for()
    order.refresh_from_db()
    assert order.status == Status.ACCEPTED
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_admin_makes_a_partial_refund(browse, size, ann, noodles):
    boss = User.objects.create_superuser("boss@example.com", PASSWORD)
    pay(order := place(ann, noodles, quantity=2))
    page = browse("en", size, user=boss)

    page.goto(f"/admin/payments/payment/{order.payments.get().pk}/change/")
    page.get_by_role("link", name="Send money back").click()
    page.get_by_label("How many of 2 × 물냉면").fill("1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Reason").fill("One bowl was cold")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("₩9,000 of ₩21,000 goes back to the customer").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Send it back").click()

    page.get_by_text("₩9,000 goes back to the customer.").wait_for()
    assert Refund.objects.get().history.get().actor == boss
