"""Changes in place on the owner's pages, on a phone, by keyboard and by touch."""

import pytest
from django.urls import reverse

from stores.menu.edit import append
from stores.models import Product
from tests.browsing import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["JavaScript", "no JavaScript"])
def has_js(request):
    return request.param


@pytest.fixture
def phone(browse, bea, has_js):
    return browse(viewport=PHONE, user=bea, java_script_enabled=has_js)


@pytest.fixture
def menu(phone, noodles, size, to):
    append(Product(section=noodles.section, name="비빔냉면", price=10000))
    phone.goto(to("menu"))
    return phone


def test_a_button_marks_sold_out_and_available_again(menu, noodles):
    switch = menu.locator(f"#available-{noodles.pk}")

    switch.click()
    menu.wait_for_selector(f"#available-{noodles.pk}[aria-checked=false]")
    switch.click()
    menu.wait_for_selector(f"#available-{noodles.pk}[aria-checked=true]")

    noodles.refresh_from_db()
    assert noodles.is_available


def test_enter_sets_the_stock_and_plus_adds_one(menu, noodles):
    stock = menu.locator(f"#product-{noodles.pk} input[name=stock]")

    stock.fill("12")
    stock.press("Enter")
    menu.wait_for_selector(f"#product-{noodles.pk} input[name=seen][value='12']", state="attached")
    menu.click(f"#more-{noodles.pk}")
    menu.wait_for_selector(f"#product-{noodles.pk} input[name=seen][value='13']", state="attached")

    noodles.refresh_from_db()
    assert noodles.stock == 13


def test_a_product_is_moved_by_keyboard_and_keeps_the_focus(menu, noodles, has_js):
    menu.focus(f"#down-product-{noodles.pk}")

    menu.keyboard.press("Enter")
    menu.wait_for_selector(f"#up-product-{noodles.pk}:not([disabled])")

    assert [product.name for product in Product.objects.all()] == ["비빔냉면", "물냉면"]
    if has_js:
        assert menu.evaluate("document.activeElement.id") == f"up-product-{noodles.pk}"


def test_a_button_closes_a_store(phone, store):
    phone.goto(reverse("stores:mine"))

    phone.click(f"#switch-{store.pk}")
    phone.wait_for_selector(f"#switch-{store.pk}[aria-checked=false]")

    store.refresh_from_db()
    assert not store.is_open
