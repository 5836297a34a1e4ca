"""Ann saves a card at each provider's pages, in a real browser on her phone, and removes it."""

import re

import pytest

from payments.models import SavedMethod
from tests.browsing import PHONE, look_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAYS = {"stripe": ("Stripe", "KRW"), "toss": ("Toss", "KRW"), "paypal": ("PayPal", "USD")}


@pytest.mark.parametrize("code", WAYS)
def test_a_card_is_saved_and_removed(providers, browse, ann, code):
    name, currency = WAYS[code]
    page = browse(viewport=PHONE, user=ann)
    page.goto(f"/pay/cards/add/?currency={currency}&next=/pay/cards/")
    look_over(page)

    page.get_by_role("button", name=re.compile(name)).click()
    if code == "toss":
        page.wait_for_url("**/toss/")
        look_over(page)
        page.locator("[data-toss-method]").click()
    page.get_by_role("button", name=re.compile("Save")).first.click()
    page.wait_for_url("**/pay/cards/")
    look_over(page)
    label = SavedMethod.objects.get(status="active").label
    assert page.get_by_text(label).count()

    page.locator("main").get_by_role("link", name=re.compile("Remove")).click()
    look_over(page)
    page.locator("form .btn-danger").click()
    page.wait_for_url("**/pay/cards/")
    assert SavedMethod.objects.get().status == "removed"
