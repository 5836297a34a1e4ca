"""An administrator opens a test clock, chooses a plan there, and lets months pass, in a real Chromium."""

import pytest

from accounts.models import User
from billing.models import BillingClock
from tests.billing.factories import make_version
from tests.browsing import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": (
        "Save",
        "Choose a plan",
        "Back to the test clock",
        "Charge bills to this card",
        "A month on",
    ),
    "ko": ("저장", "요금제 선택", "테스트 시계로 돌아가기", "이 카드로 결제", "한 달 뒤로"),
}


@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("ko", PHONE)])
def test_months_pass_at_a_test_clock(browse, language, size):
    save, choose, back, charge, month_on = WORDS[language]
    boss = User.objects.create_superuser("boss@example.com")
    make_version("pro", 40000)
    page = browse(language, size, user=boss)

    page.goto("/admin/billing/billingclock/add/")
    page.locator("[name=name]").fill("March")
    page.locator("[name=legal_name]").fill("Noodle Ltd.")
    page.locator("[name=starts]").fill("2026-03-01")
    page.get_by_role("button", name=save, exact=True).click()
    clock = BillingClock.objects.get()
    page.goto(f"/admin/billing/billingclock/{clock.pk}/change/")
    page.get_by_role("button", name=choose, exact=True).click()
    page.locator("a[href='/billing/plans/pro/']").click()
    page.locator("form:has([name=version]) button").click()
    page.get_by_role("button", name=back, exact=True).click()
    page.get_by_role("button", name=charge, exact=True).click()
    for _month in range(2):
        page.get_by_role("button", name=month_on, exact=True).click()

    page.locator(".clock-steps").get_by_text("₩40,000").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [each.status for each in clock.tenant.invoices.order_by("pk")] == ["paid", "open"]
