"""The list of orders in a real Chromium: refreshes itself, and preserves focus and scroll position."""

import pytest
from django.urls import reverse

from core.actors import SYSTEM
from core.lifecycle import move
from orders.statuses import Status
from tests.browsing import DESKTOP, PHONE, arrives, look_over
from tests.factories import OrderFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ann(transactional_db):
    return UserFactory(name="Ann", email="ann@example.com")


@pytest.fixture
def orders_of_ann(live_site, browse, ann):
    """`orders_of_ann(query)`: the list, connected to the live process."""

    def opened(query="", size=DESKTOP):
        page = browse("en", size, ann)
        with page.expect_request("**/live/?token=*"):
            page.goto("/orders/" + query)
        return page

    return opened


def test_an_order_of_another_tab_appears_and_its_badge_follows_it(orders_of_ann, ann):
    page = orders_of_ann()
    page.get_by_text("No orders here").wait_for()

    order = OrderFactory(customer=ann)
    page.get_by_text("Waiting for payment").wait_for()
    move(order, "pay", by=SYSTEM)
    page.get_by_text("Waiting for the store").wait_for()
    move(order, "accept", by=order.store.owner, minutes=20)

    page.get_by_text("Cooking").wait_for()
    look_over(page)


def test_a_completed_order_disappears_from_the_current_ones(orders_of_ann, ann):
    order = OrderFactory(customer=ann, status=Status.PAID)
    page = orders_of_ann("?show=current")
    page.get_by_text(order.number).wait_for()

    move(order, "cancel", by=ann)

    page.get_by_text("No orders here").wait_for()
    assert page.url.endswith("/orders/?show=current")


def test_focus_and_scroll_position_are_preserved(orders_of_ann, ann):
    orders = OrderFactory.create_batch(10, customer=ann, status=Status.PAID)
    page = orders_of_ann(size=PHONE)
    link = page.locator(f"#order-{orders[2].number}")
    link.focus()
    page.evaluate("scrollTo({top: 300, behavior: 'instant'})")
    before = link.bounding_box()["y"]

    move(orders[1], "cancel", by=ann)
    page.get_by_text("Cancelled").wait_for()

    assert abs(link.bounding_box()["y"] - before) < 5
    assert page.evaluate("document.activeElement.id") == f"order-{orders[2].number}"


def test_pagination_works_after_a_change(orders_of_ann, ann):
    orders = OrderFactory.create_batch(11, customer=ann, status=Status.PAID)
    page = orders_of_ann("?show=current")
    move(orders[5], "cancel", by=ann)
    page.locator(f"#order-{orders[5].number}").wait_for(state="detached")
    OrderFactory(customer=ann)
    page.get_by_text("Page 1 of 2").wait_for()

    page.get_by_text("Next").click()

    page.wait_for_url("**/orders/?show=current&page=2")


def test_signing_out_in_another_tab_redirects_to_sign_in_and_back(orders_of_ann, ann):
    order = OrderFactory(customer=ann, status=Status.PAID)
    page = orders_of_ann("?show=current")
    page.context.clear_cookies(name="sessionid")

    move(order, "accept", by=order.store.owner, minutes=20)

    arrives(page, reverse("account_login") + "?next=/orders/%3Fshow%3Dcurrent")
    assert page.locator("main h1").count() == 1
