"""A product page in a real Chromium: nothing moves, stock follows by itself, and it is bought in place."""

import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from landing.baskets import PageBasket
from orders.carts import CartOwner
from orders.models import Order
from orders.placing import place
from orders.quotes import quote
from stores.menu.edit import change_product
from tests.browsing import DESKTOP, PHONE, Barrier, look_over, wait_for
from tests.page_factories import published_page
from tests.shipping.world import SEOUL, ships

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
}).observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture
def page(store, noodles):
    return published_page(ships(store), [noodles], title="Tea from Boseong")


@pytest.fixture
def url(page):
    return reverse("landing:page", args=[page.slug])


def bought_by_another(page):
    basket = PageBasket(page.slug, f"v{page.variants.get().pk}", 2)
    buyer = CartOwner(visitor_key=uuid.uuid4())
    basket.load()
    choices = {"shipping": {"country": "KR", "region": "", "postcode": "03172"}}
    seen = quote(basket, "shipping", timezone.now(), buyer, choices).fingerprint
    place(
        basket,
        buyer,
        fulfilment="shipping",
        contact=SEOUL,
        fingerprint=seen,
        checkout_token=uuid.uuid4(),
        choices=choices,
    )


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_nothing_moves_while_it_loads(browse, url, size):
    tab = browse("en", size)
    tab.add_init_script(SHIFTS)
    tab.goto(url)
    tab.wait_for_load_state("networkidle")

    assert tab.evaluate("window.shifted") == 0
    look_over(tab)


def test_open_pages_follow_stock_and_price(live_site, browse, url, page, noodles):
    tab = browse("en", PHONE)
    tab.clock.install()
    polls, held = Barrier(tab, "**/choices/*"), []
    with tab.expect_request("**/live/?token=*"):
        tab.goto(url)
    expect(tab.locator("#choices")).to_contain_text("5 left")
    polls.meet = held.append
    bought_by_another(page)
    wait_for(tab, lambda: held)

    tab.get_by_label("Quantity").fill("2")
    polls.meet = None
    with tab.expect_response("**/choices/*"):
        held.pop().continue_()  # with the quantity from before
    expect(tab.locator(".htmx-request")).to_have_count(0)
    tab.clock.run_for(6000)
    expect(tab.locator("#choices")).to_contain_text("3 left")
    noodles.refresh_from_db()
    noodles.price = Decimal(8700)
    change_product(noodles, ["price"])

    expect(tab.locator("#choices")).to_contain_text("₩8,700")
    expect(tab.get_by_label("Quantity")).to_have_value("2")


def test_a_guest_buys_in_place_by_phone(browse, url):
    tab = browse("en", PHONE)
    tab.goto(url)
    tab.locator(".buy-bar .btn").click()
    tab.get_by_role("button", name="Buy now").click()
    tab.get_by_label("Address").fill("세종대로 175")
    tab.get_by_label("Postcode").fill("03172")
    tab.get_by_label("Name", exact=False).first.fill("Gil")
    tab.get_by_label("Phone").fill("010-1234-5678")
    tab.get_by_label("E-mail").fill("gil@example.com")
    button = tab.locator("#summary .btn-lg")
    tab.get_by_label("Quantity").fill("2")
    tab.get_by_label("Quantity").press("Tab")
    expect(button).to_have_text("Place order · ₩21,000")
    look_over(tab)
    button.click()

    tab.wait_for_url("**/pay/**")
    tab.go_back()
    assert Order.objects.get().total == 21000
