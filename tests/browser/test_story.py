"""The main scenario, with a customer and an owner in two browsers, in English and in Korean."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.utils.translation import gettext, pgettext
from PIL import Image

from accounts.models import Role
from accounts.services import save_address
from orders.models import Order
from tests.browsing import DESKTOP, PHONE, POLL, look_over, sign_in
from tests.factories import (
    AddressFactory,
    CategoryFactory,
    ListedStoreFactory,
    OptionFactory,
    OptionGroupFactory,
    ProductFactory,
    StoreFactory,
    UserFactory,
    carry,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ann(language):
    ann = UserFactory(name="Ann", email="ann@example.com", language=language)
    save_address(AddressFactory.build(user=ann))
    return ann


@pytest.fixture
def bea(language):
    return UserFactory(name="Bea", email="bea@example.com", role=Role.OWNER, language=language)


@pytest.fixture
def noodles(bea):
    """Cold noodles at Bea's store, with a choice of size, five bowls in stock."""
    store = StoreFactory(owner=bea, name="물결 냉면", slug="물결-냉면")
    noodles = ProductFactory(store=store, name="물냉면", price=Decimal(9000), stock=5)
    size = OptionGroupFactory(product=noodles, name="Size")
    OptionFactory(group=size, name="Regular")
    OptionFactory(group=size, name="Large", price_change=Decimal(2000))
    return noodles


@pytest.fixture
def other_stores(transactional_db):
    """Of more categories than a phone has room for."""
    for slug in ("western", "cafe", "chicken", "snacks"):
        ListedStoreFactory(owner=None, category=CategoryFactory(slug=slug))


def test_an_order_from_search_to_hand_over(browse, language, ann, bea, noodles, other_stores):
    buyer, seller = browse(language, PHONE), browse(language, DESKTOP)
    buyer.clock.install()
    sign_in(buyer, ann)
    sign_in(seller, bea)

    find_and_fill_the_cart(buyer)
    check_out_and_pay(buyer)
    order = Order.objects.get()
    assert (order.status, order.total) == ("paid", Decimal(25000))

    accept_and_prepare(seller, order)
    buyer.clock.run_for(POLL)
    buyer.get_by_text(gettext("Ready"), exact=True).first.wait_for()
    hand_over(seller, order)

    buyer.reload()
    look_over(buyer)
    labels = [step.label for step in order.history.all()]
    assert buyer.locator(".timeline li").count() == len(labels) == 6
    noodles.refresh_from_db()
    assert noodles.stock == 3


def find_and_fill_the_cart(buyer):
    buyer.goto("/")
    look_over(buyer)
    assert len(colours_at_edge(buyer.locator("nav.chips"))) == 1
    look_at_a_category_and_go_back(buyer)
    buyer.locator("[name=q]").fill("물결냉먄")
    buyer.locator("[name=q]").press("Enter")
    dish = buyer.get_by_role("link", name="물결 냉면").first
    dish.wait_for()
    look_over(buyer)
    dish.click()
    buyer.get_by_text(gettext("Choose options")).click()
    buyer.get_by_label("Large").check()
    buyer.locator("[name=quantity]").fill("2")
    buyer.get_by_role("button", name=pgettext("to the cart", "Add")).click()
    buyer.get_by_role("link", name=gettext("Go to checkout")).wait_for()
    look_over(buyer)


def look_at_a_category_and_go_back(buyer):
    """The browser keeps no copy of the page, which has the buyer's address and outlives the session."""
    buyer.locator("nav.chips a").nth(1).click()
    buyer.wait_for_url("**category=**")
    buyer.go_back()
    buyer.locator("nav.chips a").first.and_(buyer.locator("[aria-current]")).wait_for()
    assert not buyer.evaluate("sessionStorage.getItem('htmx-history-cache')")


def colours_at_edge(strip):
    """Of the pixels at its right end, below which the middle of its last link is scrolled."""
    is_cut = strip.evaluate("""strip => {
        const edge = strip.getBoundingClientRect().right;
        const link = () => strip.lastElementChild.getBoundingClientRect();
        strip.scrollLeft = (link().left + link().right) / 2 - edge;
        return link().left < edge - 10 && edge + 10 < link().right;
    }""")
    assert is_cut
    with Image.open(BytesIO(strip.screenshot())) as shot:
        return {shot.getpixel((shot.width - 1, y)) for y in range(shot.height)}


def check_out_and_pay(buyer):
    buyer.goto("/cart/")
    look_over(buyer)
    buyer.get_by_role("link", name=gettext("Go to checkout")).first.click()
    buyer.locator("[name=phone]").fill("010-1234-5678")
    look_over(buyer)
    buyer.locator("#summary .btn-lg").click()
    buyer.wait_for_url("**/pay/sandbox/**")
    look_over(buyer)
    buyer.get_by_role("button", name=gettext("Pay"), exact=True).click()
    buyer.wait_for_url("**/orders/**")
    look_over(buyer)


def accept_and_prepare(seller, order):
    seller.goto("/shop/")
    look_over(seller)
    card = seller.locator(f"#board-card-{order.number}")
    assert "2 × 물냉면" in card.inner_text()
    card.locator("button[name=minutes][value='20']").click()
    seller.locator(f"#prepare-{order.number}").click()
    seller.locator(f"#prepare-{order.number}").wait_for(state="detached")
    look_over(seller)


def hand_over(seller, order):
    carry(order, ["accept", "pick_up"])
    seller.goto(f"/shop/orders/{order.number}/")
    look_over(seller)
    carry(order, ["deliver"])
    seller.goto("/shop/orders/")
    look_over(seller)
