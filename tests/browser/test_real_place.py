"""A real restaurant of Seoul: imported, given a menu by its owner, found by name, and ordered from."""

import pytest
from django.core.management import call_command

from accounts.services import save_address
from orders.models import Order
from stores.models import Store
from tests.browsing import DESKTOP, PHONE
from tests.factories import AddressFactory
from tests.shared import RESTAURANTS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not RESTAURANTS.exists(), reason="the shared data is not at hand"),
]


def test_a_real_restaurant_sells(browse, ann, bea):
    save_address(AddressFactory.build(user=ann))
    call_command("import_stores", str(RESTAURANTS), owner=bea.email)
    store = Store.objects.get(name="감촌")
    seller, buyer = browse(viewport=DESKTOP, user=bea), browse(viewport=PHONE, user=ann)

    write_a_menu(seller, store)
    find_and_order(buyer)

    order = Order.objects.get()
    assert (order.store, order.status, order.subtotal) == (store, "paid", 11000)
    seller.goto("/shop/")
    assert "1 × 순두부찌개" in seller.locator(f"#board-card-{order.number}").inner_text()


def write_a_menu(seller, store):
    seller.goto(f"/shop/stores/{store.slug}/menu/")
    seller.get_by_label("New section").fill("찌개")
    seller.get_by_role("button", name="Add a section").click()
    seller.get_by_role("link", name="Add a product to 찌개").click()
    seller.locator("[name=name]").fill("순두부찌개")
    seller.locator("[name=price]").fill("11000")
    seller.get_by_role("button", name="Save", exact=True).click()
    seller.wait_for_url("**/menu/#product-*")
    if not store.is_open:
        seller.goto("/shop/stores/")
        seller.locator(f"#switch-{store.pk}").click()
        seller.locator(f"#switch-{store.pk}[aria-checked=true]").wait_for()


def find_and_order(buyer):
    buyer.goto("/")
    buyer.locator("[name=q]").fill("감촌")
    buyer.locator("[name=q]").press("Enter")
    buyer.get_by_role("link", name="감촌").first.click()
    buyer.get_by_role("button", name="Add 순두부찌개").click()
    buyer.get_by_role("link", name="Go to checkout").click()
    buyer.locator("#summary .btn-lg").click()
    buyer.get_by_role("button", name="Pay", exact=True).click()
    buyer.wait_for_url("**/orders/**")
