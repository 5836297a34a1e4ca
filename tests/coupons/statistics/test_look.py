"""The pages of statistics in a browser: charts, tables by keyboard, the new numbers, phones, axe-core."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.days import DAY, day_of
from coupons.models import AggregationState, CampaignDay, SiteDay, StoreDay
from tests.browsing import DESKTOP, PHONE, look_over
from tests.coupons.conftest import published
from tests.coupons.statistics.cast import claimed
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLES = [
    "Opening week",
    "점심 3,000원 할인",
    "A coupon with quite a long title, as owners like to write",
]


@pytest.fixture
def month(store):
    """Thirty days of three campaigns."""
    today = day_of(timezone.now())
    campaigns = [published(store, title=title, total=10_000) for title in TITLES]
    for number in range(1, 30):
        day, sums = today - DAY * number, figures(number, 3)
        CampaignDay.objects.bulk_create(
            CampaignDay(campaign=each, day=day, **figures(number, 1)) for each in campaigns
        )
        StoreDay.objects.create(store=store, currency="KRW", day=day, **sums)
        SiteDay.objects.create(currency="KRW", day=day, **sums)
    AggregationState.objects.create(pk=1, closed_through=today - DAY)
    return campaigns


def figures(number, times):
    used = (5 + number * 7 % 11) * times
    return {
        "claimed": used * 2,
        "used": used,
        "views": used * 9,
        "purchases": used,
        "new_customers": used // 3,
        "sales": Decimal(used * 18_500),
        "store_discount": Decimal(used * 2000),
        "platform_discount": Decimal(used * 1000),
    }


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_pages_are_accessible_and_fit(browse, month, store, bea, language, size):
    boss = UserFactory(is_staff=True, is_superuser=True)
    names = {"en": "As a table", "ko": "표로 보기"}
    pages = {
        reverse("coupons:statistics", args=[store.slug]): bea,
        reverse("coupons:campaign-statistics", args=[store.slug, month[0].number]): bea,
        reverse("admin:coupons_campaign_statistics"): boss,
    }

    for path, reader in pages.items():
        page = browse(language, size, reader)
        page.goto(path)
        page.locator("canvas[data-statistics]").wait_for(state="visible")
        page.get_by_text(names[language]).focus()
        page.keyboard.press("Enter")
        page.locator("details[open] table, details[open] .statistics-scroll").first.wait_for()
        if reader == bea:
            look_over(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_claim_moves_the_numbers_and_the_chart_where_they_are(browse, month, store, bea):
    page = browse("en", PHONE, bea)
    page.goto(reverse("coupons:campaign-statistics", args=[store.slug, month[0].number]))
    page.get_by_text("As a table").click()
    chart = "Chart.getChart(document.querySelector('canvas'))"
    claimed_today = f"{chart}.data.datasets[1].data.at(-1)"
    assert page.evaluate(claimed_today) == 0

    claimed(month[0], timezone.now())
    page.evaluate("document.querySelector('#figures').dispatchEvent(new CustomEvent('live'))")

    page.locator("tbody tr").nth(29).wait_for()
    page.evaluate(
        f"""new Promise((done) => {{
            const look = () => {claimed_today} === 1 ? done() : setTimeout(look, 50);
            look();
        }})"""
    )
    assert page.locator("details[open] table").is_visible()


def test_without_figures_the_page_fits_too(browse, store, bea):
    page = browse("ko", PHONE, bea)

    page.goto(reverse("coupons:statistics", args=[store.slug]))
    page.get_by_text("다른 기간").click()

    look_over(page)
