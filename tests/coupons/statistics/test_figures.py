"""The figures of a day: what counts, on which day, and how often."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.days import DAY, day_of, midnight
from core.lifecycle import move
from coupons.counter import redeem, undo
from coupons.models import CampaignDay, SiteDay, StoreDay
from coupons.statistics.aggregate import aggregate
from tests.coupons.conftest import published
from tests.coupons.statistics.cast import (
    BILL,
    claimed,
    figures,
    figures_everywhere,
    of_the_site,
    paid,
    tonight,
    used,
)
from tests.coupons.test_use import order_with
from tests.factories import ProductFactory, StoreFactory, place


def test_a_day_has_what_was_claimed_used_sold_and_taken_off(campaign, noon):
    claimed(campaign, noon)
    used(campaign, noon)

    aggregate(tonight(noon))

    one_use = {"used": 1, "purchases": 1, "new_customers": 1, "store_discount": 3000}
    assert figures_everywhere() == [{"claimed": 2, "sales": 9000, **one_use}] * 3


def test_each_counts_on_its_own_day(campaign, noon):
    coupon = claimed(campaign, noon - 2 * DAY)
    paid(order_with(ProductFactory(store=campaign.store), coupon, now=noon - DAY), noon)

    aggregate(tonight(noon))

    days = figures(campaign.days)
    assert [*days] == [day_of(noon - 2 * DAY), day_of(noon)]
    assert [day.get("claimed") for day in days.values()] == [1, None]
    assert [day.get("used") for day in days.values()] == [None, 1]


def test_days_begin_at_midnight_of_the_site(campaign, noon, settings):
    before = midnight(day_of(noon)) - timedelta(seconds=1)
    claimed(campaign, before)
    claimed(campaign, before + timedelta(seconds=1))

    aggregate(tonight(noon))

    assert settings.TIME_ZONE == "Asia/Seoul"
    assert figures(campaign.days) == {
        day_of(noon) - DAY: {"claimed": 1},
        day_of(noon): {"claimed": 1},
    }


def test_today_is_added_up_when_it_is_over(campaign, noon):
    claimed(campaign, noon)

    aggregate(noon + timedelta(hours=11))

    assert not CampaignDay.objects.exists()


def test_reserved_and_returned_coupons_are_not_used(campaign, noon):
    product = ProductFactory(store=campaign.store)
    order_with(product, claimed(campaign, noon), now=noon)
    order = used(campaign, noon, product=product)
    move(order, "cancel", by=order.customer, now=noon)

    aggregate(tonight(noon))

    assert figures_everywhere() == [{"claimed": 2}] * 3


def test_a_bill_at_the_counter_counts_as_sold(campaign, noon, clerk):
    redeem(campaign.store, claimed(campaign, noon).code, BILL, by=clerk, now=noon)
    taken_back = redeem(campaign.store, claimed(campaign, noon).code, BILL, by=clerk, now=noon)
    undo(taken_back, by=clerk, now=noon)

    aggregate(tonight(noon))

    one_use = {"used": 1, "purchases": 1, "new_customers": 1, "store_discount": 3000}
    assert figures_everywhere() == [{"claimed": 2, "sales": 9000, **one_use}] * 3


def test_the_discount_is_divided_by_payer(noon, store, clerk):
    terms = {"platform_percent": 33, "amount": Decimal(1001)}
    campaign = of_the_site(opens_at=noon - DAY, terms=terms)
    used(campaign, noon, product=ProductFactory(store=store))
    redeem(store, claimed(campaign, noon).code, BILL, by=clerk, now=noon)

    aggregate(tonight(noon))

    [day] = figures(SiteDay.objects.all()).values()
    assert (day["platform_discount"], day["store_discount"]) == (2 * 330, 2 * 671)


def test_a_campaign_of_the_whole_site_belongs_to_no_store(noon, store):
    campaign = of_the_site(opens_at=noon - DAY)
    used(campaign, noon, product=ProductFactory(store=store))

    aggregate(tonight(noon))

    assert not StoreDay.objects.exists()
    assert figures(SiteDay.objects.all()) == figures(campaign.days)


def test_an_order_with_two_coupons_is_sold_once(campaign, noon, eve):
    delivery = {"benefit": "delivery", "amount": None}
    other = published(campaign.store, opens_at=noon - DAY, terms=delivery)
    coupons = [claimed(each, noon, eve) for each in (campaign, other)]
    paid(order_with(ProductFactory(store=campaign.store), *coupons, now=noon), noon)

    aggregate(tonight(noon))

    of_each = [next(iter(figures(each.days).values())) for each in (campaign, other)]
    assert [(day["used"], day["purchases"], day["sales"]) for day in of_each] == [(1, 1, 6000)] * 2
    for table in (StoreDay, SiteDay):
        [day] = figures(table.objects.all()).values()
        assert (day["used"], day["purchases"], day["sales"]) == (2, 1, 6000)
        assert (day["store_discount"], day["new_customers"]) == (6000, 1)


@pytest.mark.parametrize(
    ("status", "elsewhere", "new"),
    [("paid", False, 0), ("pending", False, 0), ("expired", False, 1), ("paid", True, 1)],
)
def test_new_is_who_bought_nothing_there_before(campaign, noon, eve, status, elsewhere, new):
    product = ProductFactory(store=campaign.store)
    seller = ProductFactory(store=StoreFactory()) if elsewhere else product
    before = place(eve, seller, now=noon - DAY)
    if status == "paid":
        paid(before, noon - DAY)
    elif status == "expired":
        move(before, "expire", by=SYSTEM, now=noon - timedelta(hours=1))
    used(campaign, noon, eve, product)

    aggregate(tonight(noon))

    assert figures(campaign.days)[day_of(noon)].get("new_customers", 0) == new


def test_who_redeemed_a_coupon_at_the_counter_is_known_there(campaign, noon, eve, clerk):
    other = published(campaign.store, opens_at=noon - 9 * DAY)
    redeem(campaign.store, claimed(other, noon - DAY, eve).code, BILL, by=clerk, now=noon - DAY)
    used(campaign, noon, eve)

    aggregate(tonight(noon))

    assert "new_customers" not in figures(campaign.days)[day_of(noon)]


def test_amounts_of_two_currencies_are_not_added_up(campaign, noon):
    other = published(
        campaign.store, currency="USD", opens_at=noon - DAY, terms={"amount": Decimal("2.50")}
    )
    for each in (campaign, other):
        claimed(each, noon)

    aggregate(tonight(noon))

    for table in (StoreDay, SiteDay):
        assert sorted(table.objects.values_list("currency", "claimed")) == [("KRW", 1), ("USD", 1)]
