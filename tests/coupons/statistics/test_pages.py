"""The pages of statistics: figures of the chosen days and of today, charts, files, and who may see them."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from core.days import DAY, day_of
from core.lifecycle import move
from coupons.counter import redeem
from coupons.models import Campaign, PageView
from coupons.statistics.aggregate import aggregate
from coupons.statistics.figures import Figures
from stores.access import MemberRole
from tests.coupons.conftest import draft, published
from tests.coupons.statistics.cast import BILL, claimed, paid, tonight, used
from tests.coupons.test_use import order_with
from tests.factories import MemberFactory, ProductFactory, StoreFactory, UserFactory
from tests.orders.conftest import overhear  # noqa: F401

STORE = ("statistics", "statistics-download")
CAMPAIGN = ("campaign-statistics", "campaign-statistics-download")


@pytest.fixture
def owner(client, bea):
    client.force_login(bea)
    return client


def url(name, row):
    if isinstance(row, Campaign):
        return reverse(f"coupons:{name}", args=[row.store.slug, row.number])
    return reverse(f"coupons:{name}", args=[row.slug])


def pages_of(campaign):
    return [
        *(url(name, campaign.store) for name in STORE),
        *(url(name, campaign) for name in CAMPAIGN),
    ]


def total_of(client, name, row, **query):
    return client.get(url(name, row), query).context["total"]


def rows_in(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_each_page_shows(owner, campaign, noon):
    used(campaign, noon)

    assert {owner.get(page).status_code for page in pages_of(campaign)} == {200}


@pytest.mark.parametrize(
    ("role", "expected"),
    [(MemberRole.MANAGER, 200), (MemberRole.STAFF, 403), (MemberRole.GATE, 403)],
)
def test_only_members_with_the_right_get_in(client, campaign, role, expected):
    client.force_login(MemberFactory(store=campaign.store, role=role).user)

    assert {client.get(page).status_code for page in pages_of(campaign)} == {expected}


@pytest.mark.parametrize(("role", "expected"), [(Role.OWNER, 404), (Role.CUSTOMER, 403)])
def test_strangers_do_not(client, campaign, role, expected):
    client.force_login(UserFactory(role=role))

    assert {client.get(page).status_code for page in pages_of(campaign)} == {expected}


def test_visitors_are_asked_to_sign_in(client, campaign):
    assert {client.get(page).status_code for page in pages_of(campaign)} == {302}


def test_a_campaign_is_found_only_in_its_store(owner, bea, campaign):
    other = StoreFactory(owner=bea)

    for name in CAMPAIGN:
        page = reverse(f"coupons:{name}", args=[other.slug, campaign.number])
        assert owner.get(page).status_code == 404


def test_other_stores_are_not_counted(owner, bea, campaign, noon):
    used(published(StoreFactory(owner=bea), opens_at=noon - DAY), noon)

    assert total_of(owner, "statistics", campaign.store) == Figures()


@pytest.mark.parametrize("added_up", [False, True])
def test_days_that_are_added_up_and_days_that_are_not_show_the_same(
    owner, campaign, noon, clerk, added_up
):
    claimed(campaign, noon - 5 * DAY)
    used(campaign, noon)
    redeem(campaign.store, claimed(campaign, noon).code, BILL, by=clerk, now=noon)
    PageView.objects.create(day=day_of(noon), campaign=campaign, visitor=1)
    if added_up:
        aggregate(tonight(noon))

    totals = [total_of(owner, STORE[0], campaign.store), total_of(owner, CAMPAIGN[0], campaign)]

    sums = {"sales": Decimal(18_000), "store_discount": Decimal(6000)}
    counts = {"claimed": 3, "used": 2, "views": 1, "purchases": 2, "new_customers": 2}
    assert totals == [Figures(**counts, **sums)] * 2


def test_today_is_live(owner, campaign, noon):
    used(campaign, noon)
    aggregate(tonight(noon))
    used(campaign, timezone.now())

    page = owner.get(url("statistics", campaign.store))

    assert page.context["total"].used == 2
    assert [day for day, _figures in page.context["rows"]] == [day_of(noon) + DAY, day_of(noon)]
    assert page.context["chart"]["used"][-2:] == [1, 1]
    assert f'data-live="statistics.{campaign.store.pk}"' in page.text


def test_htmx_gets_the_part_with_the_figures(owner, campaign, noon):
    used(campaign, noon)

    part = owner.get(url("statistics", campaign.store), headers={"HX-Request": "true"}).text

    assert part.lstrip().startswith('<div id="figures"')
    assert "<html" not in part


def test_a_claim_a_use_and_a_return_refresh_the_page(overhear, campaign):  # noqa: F811
    now, topic = timezone.now(), f"statistics.{campaign.store.pk}"
    with overhear() as claimed_topics:
        coupon = claimed(campaign, now)
    with overhear() as used_topics:
        order = paid(order_with(ProductFactory(store=campaign.store), coupon, now=now), now)
    with overhear() as returned_topics:
        move(order, "cancel", by=coupon.customer)

    assert [topic in each for each in (claimed_topics, used_topics, returned_topics)] == [True] * 3


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 30),
        ({"days": "7"}, 7),
        ({"days": "90"}, 90),
        ({"since": "2026-01-10", "until": "2026-01-19"}, 10),
        ({"until": "2026-01-19"}, 30),
    ],
)
def test_days_can_be_chosen(owner, store, query, count):
    days = owner.get(url("statistics", store), query).context["days"]

    assert len(days) == count


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"since": "2026-02-02", "until": "2026-02-01"}, "This is before the first day."),
        ({"since": "2020-01-01"}, "Choose a year at most."),
        ({"since": "9999-01-01"}, "This day is still to come."),
        ({"since": "2020-01-01", "until": "2025-01-01"}, "Choose a year at most."),
        ({"since": "2026-13-45"}, "Enter a valid date."),
        ({"until": "<script>"}, "Enter a valid date."),
        ({"days": "999999999"}, ""),
    ],
)
def test_days_that_make_no_sense_show_the_usual_ones_and_say_so(owner, store, query, sentence):
    page = owner.get(url("statistics", store), query)

    assert page.status_code == 400
    assert len(page.context["days"]) == 30
    assert sentence in page.text


def test_a_file_has_a_row_a_day_and_coupon(owner, campaign, noon):
    other = published(campaign.store, title="=HYPERLINK(1)", opens_at=noon - DAY)
    used(campaign, noon - DAY)
    aggregate(tonight(noon, nights=0))
    claimed(other, noon)

    head, first, second = rows_in(owner.get(url("statistics-download", campaign.store)))

    assert head[:5] == ["Day", "Coupon", "Views", "Claimed", "Used"]
    assert first[:5] == [f"{day_of(noon) - DAY}", "3,000 off", "0", "1", "1"]
    assert first[-4:] == ["9000.00", "3000.00", "0.00", "KRW"]
    assert second[:4] == [f"{day_of(noon)}", "'=HYPERLINK(1)", "0", "1"]
    assert len(rows_in(owner.get(url("campaign-statistics-download", campaign)))) == 2


def test_coupons_are_listed_with_what_sold_most_first(owner, campaign, noon):
    best = published(campaign.store, title="Best", opens_at=noon - DAY)
    draft(campaign.store, title="Never seen")
    claimed(campaign, noon)
    used(best, noon)

    page = owner.get(url("statistics", campaign.store))

    listed = [(str(row), figures.used) for row, figures in page.context["page_obj"].object_list]
    assert listed == [("Best", 1), ("3,000 off", 0)]
    assert "Never seen" not in page.text


@pytest.mark.parametrize("count", [1, 8])
@pytest.mark.parametrize(("name", "queries"), [("statistics", 12), ("statistics-download", 8)])
def test_pages_ask_as_much_for_many_rows_as_for_one(
    owner, store, noon, count, name, queries, django_assert_num_queries
):
    product = ProductFactory(store=store)
    for number in range(count):
        campaign = published(store, opens_at=noon - 90 * DAY)
        used(campaign, noon - number * DAY, product=product)
    aggregate(tonight(noon, nights=0))

    with django_assert_num_queries(queries):
        page = owner.get(url(name, store))
        list(page)


@pytest.mark.parametrize("count", [1, 8])
def test_a_campaign_asks_as_much_for_many_days(
    owner, campaign, noon, count, django_assert_num_queries
):
    for number in range(count):
        claimed(campaign, noon - number * DAY)
        campaign.refresh_from_db()
    aggregate(tonight(noon, nights=0))

    with django_assert_num_queries(10):
        owner.get(url("campaign-statistics", campaign))


def test_without_figures_the_page_says_what_will_be_there(owner, campaign):
    for page in (
        owner.get(url("statistics", campaign.store)),
        owner.get(url("campaign-statistics", campaign)),
    ):
        assert "Nothing to count in these days" in page.text


def test_the_pages_are_linked(owner, campaign):
    assert url("statistics", campaign.store) in owner.get(url("campaigns", campaign.store)).text
    assert url("campaign-statistics", campaign) in owner.get(url("manage", campaign)).text


def test_figures_of_each_currency_are_shown_apart(owner, campaign, noon):
    dollars = published(
        campaign.store, currency="USD", opens_at=noon - DAY, terms={"amount": Decimal(2)}
    )
    claimed(campaign, noon)
    claimed(dollars, noon)
    claimed(dollars, noon)

    won = owner.get(url("statistics", campaign.store))
    dollar = owner.get(url("statistics", campaign.store), {"currency": "USD"})
    other = owner.get(url("statistics", campaign.store), {"currency": "<b>"})

    assert [page.context["total"].claimed for page in (won, dollar, other)] == [1, 2, 1]
    assert won.context["currencies"] == ["KRW", "USD"]


def test_a_title_with_markup_is_shown_as_text(owner, store, noon):
    campaign = published(store, title="<script>alert(1)</script>", opens_at=noon - DAY)
    used(campaign, noon)

    for page in (url("statistics", store), url("campaign-statistics", campaign)):
        assert "<script>alert(1)" not in owner.get(page).text


def test_the_last_nights_may_be_missing(owner, campaign, noon):
    """A day is counted from its rows until it is added up, however late that is."""
    claimed(campaign, noon - 3 * DAY)
    aggregate(tonight(noon - 3 * DAY))
    claimed(campaign, noon - 2 * DAY)
    claimed(campaign, noon + timedelta(hours=11))

    assert total_of(owner, "statistics", campaign.store).claimed == 3
