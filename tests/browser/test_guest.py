"""A guest orders, and views the order by its link."""

import pytest

from core.lifecycle import move
from orders.models import Order
from tests.browsing import PHONE, POLL, look_over
from tests.factories import place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_guest_orders_and_views_the_order_by_the_link(browse, store, noodles):
    guest = browse(viewport=PHONE)
    guest.clock.install()

    guest.goto(store.get_absolute_url())
    guest.get_by_role("button", name="Add 물냉면").click()
    guest.get_by_role("link", name="Go to checkout").click()
    fill_in_and_pay(guest)

    order = Order.objects.get()
    link = guest.locator(".guest-link input").input_value()
    assert (order.status, order.customer, order.email) == ("paid", None, "guest@example.com")
    assert link == guest.url
    guest.context.grant_permissions([])  # none: the browser refuses to copy
    guest.get_by_role("button", name="Copy link").click()
    guest.get_by_text(f"It could not be copied. Select it here: {link}").wait_for()

    move(order, "accept", by=store.owner, minutes=20)
    guest.clock.run_for(POLL)
    guest.get_by_text("Accepted by the store").wait_for()
    other_browser = browse(viewport=PHONE)
    other_browser.goto(link)
    look_over(other_browser)
    assert other_browser.locator(".timeline li").count() == 3


def fill_in_and_pay(guest):
    guest.locator("[name=name]").fill("Gil")
    guest.locator("[name=phone]").fill("010-1234-5678")
    guest.locator("[name=email]").fill("guest@example.com")
    guest.locator("[name=address]").fill("서울특별시 종로구 세종대로 175")
    guest.locator("#summary .btn-lg").click()
    guest.wait_for_url("**/pay/sandbox/**")
    guest.get_by_role("button", name="Pay", exact=True).click()
    guest.wait_for_url("**/orders/guest/**")
    look_over(guest)


def test_a_guest_cancels_by_the_link(browse, noodles):
    order = place(None, noodles)
    guest = browse(viewport=PHONE)

    guest.goto(order.get_absolute_url())
    guest.get_by_role("link", name="Cancel order").click()
    guest.get_by_role("button", name="Cancel order").click()
    guest.get_by_text("Cancelled").first.wait_for()

    order.refresh_from_db()
    assert order.status == "cancelled"
