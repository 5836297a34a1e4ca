"""In a real Chromium: no layout shifts, nothing cut off, and pages that refresh as time passes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role
from orders.models import Order
from orders.statuses import Status
from tests.browsing import DESKTOP, PHONE, look_over, stop_clock
from tests.factories import (
    AddressFactory,
    OrderFactory,
    ProductFactory,
    StoreFactory,
    UserFactory,
    place,
    walk,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ann(transactional_db):
    return UserFactory(name="Ann", email="ann@example.com")


@pytest.fixture
def store(transactional_db):
    return StoreFactory(owner=UserFactory(name="Bea", role=Role.OWNER))


def boxes(page, *selectors):
    return [page.locator(selector).first.bounding_box() for selector in selectors]


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_opening_reject_shifts_no_button(browse, ann, store, size):
    order = place(ann, ProductFactory(store=store, name="물냉면"))
    walk(order, Status.PAID)
    Order.objects.update(
        acknowledged_at=timezone.now()
    )  # otherwise the click would acknowledge and redraw it
    page = browse("en", size, store.owner)
    page.goto("/shop/")
    beside = (
        f"#reject-{order.number} > summary",
        f"#minutes-{order.number} > summary",
        f"#accept-{order.number}-10",
    )
    before = boxes(page, *beside)

    page.locator(beside[0]).click()
    page.get_by_text("Sold out", exact=True).first.wait_for()

    after = boxes(page, *beside)
    assert [box["x"] for box in after] == [box["x"] for box in before]
    assert len({round(now["y"] - then["y"]) for then, now in zip(before, after, strict=True)}) == 1
    look_over(page)


def test_sold_out_is_rejected_and_marked_with_two_clicks(browse, ann, store):
    noodles = ProductFactory(store=store, name="물냉면")
    order = place(ann, noodles)
    walk(order, Status.PAID)
    page = browse("en", DESKTOP, store.owner)
    page.goto("/shop/")

    page.locator(f"#reject-{order.number} > summary").click()
    page.locator(f"#reject-{order.number} .step-sold-out > summary").click()
    page.get_by_role("button", name="Reject: Sold out").click()
    page.locator(f"#board-card-{order.number}").wait_for(state="detached")

    noodles.refresh_from_db()
    assert order.history.last().note == "reason:sold_out"
    assert noodles.is_available is False


def test_an_open_page_shows_that_its_order_is_late(browse, ann, store):
    order = OrderFactory(customer=ann, store=store, status=Status.ACCEPTED)
    page = browse("en", DESKTOP, ann)
    stop_clock(page)
    Order.objects.update(ready_by=timezone.now() + timedelta(seconds=9))
    page.goto(order.get_absolute_url())
    assert page.get_by_text("Promised for").is_visible()

    Order.objects.update(ready_by=timezone.now())
    page.clock.run_for(13_000)  # without an event it would poll in fifteen seconds

    expect(page.get_by_text("Running late.")).to_be_visible()


def test_the_first_product_in_the_cart_causes_no_layout_shift(browse, ann, store):
    ProductFactory(store=store, name="물냉면")
    page = browse("en", DESKTOP, ann)
    with page.expect_response("**/cart/**"):
        page.goto(store.get_absolute_url())
    page.wait_for_load_state("networkidle")
    before = boxes(page, ".product-row", "#store-cart .summary")

    page.get_by_role("button", name="Add 물냉면").click()
    page.locator("#store-cart").get_by_role("link", name="Go to checkout").wait_for()

    row, cart = boxes(page, ".product-row", "#store-cart .summary")
    assert (row["x"], row["width"]) == (before[0]["x"], before[0]["width"])
    assert (cart["x"], cart["width"]) == (before[1]["x"], before[1]["width"])


def test_the_header_has_room_for_the_address_and_the_search(browse, ann):
    AddressFactory(user=ann, label="Where my parents live", is_default=True)
    page = browse("en", DESKTOP, ann)
    page.goto("/accounts/password/reset/")

    for width in (1000, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        pill, name, line, search = boxes(
            page, ".address-link", ".address-link strong", ".address-line", ".search"
        )
        assert name["x"] + name["width"] <= pill["x"] + pill["width"]
        assert line is None or line["width"] > 75  # pixels: five syllables
        assert search["width"] > 130
