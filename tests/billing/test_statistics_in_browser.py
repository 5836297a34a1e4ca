"""The statistics of billing in a browser: charts, tables by keyboard, phones, both languages, axe-core."""

import pytest
from django.urls import reverse
from django.utils import timezone

from billing.models import Invoice, SubscriptionChange
from billing.months import Month
from billing.statistics.topics import TOPICS
from core.actors import SYSTEM
from core.days import day_of
from core.lifecycle import move
from tests.billing.factories import make_subscription, make_tenant, make_version
from tests.billing.invoice_world import SHOTS, close, use
from tests.browsing import DESKTOP, PHONE, look_over
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def year(db):
    """Tenants who come, change, leave, return, and do not all pay."""
    plans = [make_version("basic", 20000, rates=SHOTS), make_version("pro", 40000, rates=SHOTS)]
    months = Month.of(day_of(timezone.now())).before(11)[::-1]
    for number, month in enumerate(months):
        tenant = make_tenant(zone="Asia/Seoul", legal_name=f"Noodle {number} Ltd.")
        subscription = make_subscription(tenant, plans[number % 2], month.first)
        if number % 3 == 0:
            _change(subscription, month.following, plans[1 - number % 2], "upgrade")
        if number % 4 == 1:
            _change(subscription, month.following.following, None, "cancel")
        use(tenant, month, 120 + 30 * number)
        invoice = close(tenant, month)
        if invoice and number % 3:
            move(invoice, "pay", by=SYSTEM, now=invoice.finalized_at)
    return months


def _change(subscription, month, version, kind):
    SubscriptionChange.objects.create(
        subscription=subscription, day=month.first, version=version, kind=kind,
        is_billed=version is not None, made_at=subscription.started_at,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_charts_and_tables(browse, year, language, viewport):
    boss = UserFactory(is_staff=True, is_superuser=True)
    page = browse(language, viewport, user=boss)
    for topic in TOPICS:
        page.goto(reverse("admin:billing_statistics", args=[topic]))

        assert page.locator("canvas:visible").count() >= 1
        assert page.locator("[role=region][tabindex='0'] table").count() >= 1
        look_over(page)


def test_the_tabs_of_an_invoice_fit_a_phone(browse, year):
    boss = UserFactory(is_staff=True, is_superuser=True)
    page = browse("ko", PHONE, user=boss)

    page.goto(f"/admin/billing/invoice/{Invoice.objects.first().pk}/change/")
    page.locator("#tabs-dropdown > *").first.wait_for(state="attached")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
