"""An owner with wet hands: what changes in place, on a phone, by keyboard and by touch."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from stores.menus import append
from stores.models import Product

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="No Chromium found: the browser tests did NOT run."),
]


@pytest.fixture(scope="module")
def browser():
    # Playwright keeps an event loop in this thread, which Django would refuse to query under.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with playwright.sync_playwright() as engine:
        chromium = engine.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(params=[True, False], ids=["JavaScript", "no JavaScript"])
def has_js(request):
    return request.param


@pytest.fixture
def phone(browser, live_server, owner, has_js):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=has_js, locale="en"
    )
    session = owner.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.fixture
def menu(phone, live_server, noodles, size, to):
    append(Product(section=noodles.section, name="비빔냉면", price=10000))
    phone.goto(live_server.url + to("menu"))
    return phone


def test_one_touch_sells_out_and_brings_back(menu, noodles):
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


def test_one_touch_closes_a_store(phone, live_server, store):
    phone.goto(live_server.url + reverse("stores:mine"))

    phone.click(f"#switch-{store.pk}")
    phone.wait_for_selector(f"#switch-{store.pk}[aria-checked=false]")

    store.refresh_from_db()
    assert not store.is_open


@pytest.mark.parametrize("has_js", [True], indirect=True)
@pytest.mark.parametrize("name", ["mine", "menu", "product", "hours", "edit", "archive"])
def test_pages_fit_a_phone_and_axe_finds_nothing_serious(
    menu, live_server, store, noodles, to, name
):
    addresses = {"mine": reverse("stores:mine"), "product": to("product", noodles.pk)}

    menu.goto(live_server.url + (addresses.get(name) or to(name)))
    menu.evaluate(AXE.read_text())
    found = menu.evaluate("axe.run().then(result => result.violations)")

    serious = [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")]
    assert serious == []
    assert menu.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
