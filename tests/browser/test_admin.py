"""The admin in a real Chromium: what its policy forbids, or a script breaks, fails the test."""

import pytest

from accounts.models import User
from orders.lifecycle import Status
from tests.browsing import DESKTOP, PHONE, sign_in
from tests.factories import PASSWORD, OrderFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_admin_accepts_an_order(browse, size):
    boss = User.objects.create_superuser("boss@example.com", PASSWORD)
    order = OrderFactory(status=Status.PAID)
    page = browse("en", size)
    sign_in(page, boss)

    page.goto("/admin/")
    page.locator("#today").wait_for()
    page.goto("/admin/orders/order/")
    page.get_by_role("link", name=order.number).click()
    page.get_by_role("link", name="Accept", exact=True).click()
    page.locator("[name=minutes]").fill("25")
    page.get_by_role("button", name="Accept", exact=True).click()

    page.get_by_text(f"{order}: Accepted by the store").wait_for()
    order.refresh_from_db()
    assert order.status == Status.ACCEPTED
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
