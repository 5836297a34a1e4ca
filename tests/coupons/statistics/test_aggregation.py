"""The aggregation again: after late changes, missed nights, interruptions, and two at once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection

from core.actors import SYSTEM
from core.days import DAY, Days, day_of
from core.lifecycle import move
from coupons.counter import redeem, undo
from coupons.models import AggregationState, CampaignDay, ChangedDay, PageView
from coupons.statistics import aggregate as aggregation
from coupons.statistics.aggregate import aggregate, find_changes
from coupons.statistics.tasks import add_up_days
from jobs.models import Job
from payments.refunds import refund_part
from tests.coupons.statistics.cast import (
    BILL,
    claimed,
    everything,
    figures,
    figures_everywhere,
    tonight,
    used,
)
from tests.factories import ProductFactory, place
from tests.racing import losers, together


def state():
    return AggregationState.objects.get()


def test_again_changes_nothing(campaign, noon):
    used(campaign, noon)
    aggregate(tonight(noon))
    before = everything()

    aggregate(tonight(noon))
    ChangedDay.objects.create(day=day_of(noon))
    aggregate(tonight(noon))

    assert everything() == before


def test_missed_nights_are_caught_up(campaign, noon):
    for days in range(40):
        claimed(campaign, noon - days * DAY)
    campaign.refresh_from_db()

    aggregate(tonight(noon))

    assert campaign.days.count() == 40
    assert state().closed_through == day_of(noon)
    claimed(campaign, noon + DAY)
    claimed(campaign, noon + 3 * DAY)
    aggregate(tonight(noon, nights=5))
    assert campaign.days.count() == 42


def test_a_site_without_coupons_has_nothing_to_add_up(db, noon):
    assert aggregate(tonight(noon))
    assert not CampaignDay.objects.exists()


def test_a_late_refund_lowers_the_sales_of_the_day_of_the_order(campaign, noon):
    order = used(campaign, noon - 40 * DAY)
    aggregate(tonight(noon))

    refund_part(order, Decimal(4000), reason="Cold", by=campaign.store.owner)
    aggregate(tonight(noon))

    assert [day["sales"] for day in figures_everywhere()] == [5000] * 3


def test_a_late_return_takes_the_use_off_its_day(campaign, noon):
    order = used(campaign, noon - 40 * DAY)
    aggregate(tonight(noon))

    move(order, "cancel", by=order.customer, now=noon + DAY)
    aggregate(tonight(noon, nights=2))

    assert figures_everywhere() == [{"claimed": 1}] * 3


def test_an_undone_redemption_is_taken_off_the_day_that_ended_meanwhile(campaign, noon, clerk):
    evening = noon + timedelta(hours=11, minutes=59)
    redemption = redeem(campaign.store, claimed(campaign, noon).code, BILL, by=clerk, now=evening)
    aggregate(evening + timedelta(minutes=1))
    assert figures_everywhere()[0]["used"] == 1

    undo(redemption, by=clerk, now=evening + timedelta(minutes=1, seconds=30))
    aggregate(tonight(noon))

    assert figures_everywhere() == [{"claimed": 1}] * 3


def test_a_claim_that_ended_after_its_day_was_added_up_is_found(campaign, noon):
    midnight = noon + timedelta(hours=12)
    aggregate(midnight)
    claimed(campaign, midnight - timedelta(seconds=1))

    aggregate(midnight + timedelta(hours=1))

    assert figures(campaign.days) == {day_of(noon): {"claimed": 1}}


def test_who_was_not_new_is_new_once_the_earlier_order_came_to_nothing(campaign, noon, eve):
    product = ProductFactory(store=campaign.store)
    pending = place(eve, product, now=noon - timedelta(minutes=5))
    used(campaign, noon, eve, product)
    aggregate(tonight(noon))
    assert "new_customers" not in figures_everywhere()[0]

    move(pending, "expire", by=SYSTEM, now=tonight(noon))
    aggregate(tonight(noon, nights=2))

    assert [day["new_customers"] for day in figures_everywhere()] == [1] * 3


def test_views_remain_when_their_rows_are_deleted(campaign, noon):
    for visitor in range(3):
        PageView.objects.create(day=day_of(noon), campaign=campaign, visitor=visitor)
    aggregate(tonight(noon))
    aggregate(tonight(noon, nights=2))
    assert not PageView.objects.exists()

    ChangedDay.objects.create(day=day_of(noon))
    aggregate(tonight(noon, nights=2))

    assert figures_everywhere() == [{"views": 3}] * 3


@pytest.mark.parametrize("statement", range(len(aggregation.STORE)))
def test_killed_anywhere_it_ends_the_same(campaign, noon, monkeypatch, statement):
    """An error at each statement of the second batch stands for the death of the process there."""
    for days in range(4):
        used(campaign, noon - days * DAY)
    campaign.refresh_from_db()
    first, whole = day_of(noon - 3 * DAY), list(aggregation.STORE)
    fails = f"SELECT 1 / (%(first)s::date = '{first}')::int"
    broken = [*whole[:statement], fails, *whole[statement:]]
    monkeypatch.setattr(aggregation, "STORE", broken)
    with pytest.raises(DatabaseError):
        aggregate(tonight(noon))
    assert CampaignDay.objects.get().day == first
    assert state().closed_through is None

    monkeypatch.setattr(aggregation, "STORE", whole)
    aggregate(tonight(noon))

    killed = everything()
    for table in ("campaign", "store", "site"):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM coupons_{table}day")
    ChangedDay.objects.bulk_create(ChangedDay(day=day_of(noon) - DAY * n) for n in range(4))
    aggregate(tonight(noon))
    assert everything() == killed
    assert len(killed[0]) == 4


def test_what_there_was_no_time_for_is_left_to_another_job(campaign, noon, monkeypatch):
    used(campaign, noon)
    monkeypatch.setattr(aggregation, "MAX_SWEEP_TIME", -1)

    add_up_days()

    assert Job.objects.filter(task="coupons.statistics.tasks.add_up_days").exists()
    assert not CampaignDay.objects.exists()
    assert state().closed_through == day_of(noon) - DAY


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_two_sessions_each_add_up_everything_once(campaign, noon):
    for days in range(9):
        used(campaign, noon - days * DAY)
        campaign.refresh_from_db()

    results = together(*[lambda: aggregate(tonight(noon), sessions=2)] * 2)

    assert losers(results) == []
    assert [day["used"] for day in figures(campaign.days).values()] == [1] * 9
    assert state().closed_through == day_of(noon)
    assert not ChangedDay.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_refund_during_the_aggregation_is_not_lost(campaign, noon):
    order = used(campaign, noon)

    together(
        lambda: aggregate(tonight(noon)),
        lambda: refund_part(order, Decimal(4000), reason="Cold", by=campaign.store.owner),
    )
    aggregate(tonight(noon))

    assert [day["sales"] for day in figures_everywhere()] == [5000] * 3


def test_memory_does_not_depend_on_the_number_of_rows(campaign, noon, django_assert_num_queries):
    """No rows are read: the number of statements, none of which returns any, is that of the batches."""
    for days in range(3):
        claimed(campaign, noon - days * DAY)
    find_changes(tonight(noon))

    with django_assert_num_queries(18):
        aggregation._add_up(Days(day_of(noon) - 2 * DAY, day_of(noon)))
