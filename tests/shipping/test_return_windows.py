"""Until when what can be returned: periods of the law, by days of Seoul."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core.lifecycle import move
from shipping.models import Carrier
from shipping.packing import pack
from shipping.return_calendar import (
    end_after_business_days,
    end_after_days,
    end_after_months,
    is_business_day,
)
from shipping.returns.services import RequestRefused
from shipping.returns.windows import return_window
from shipping.services import dispatch, send
from tests.factories import OrderFactory, paid_for
from tests.shipping.return_world import arrived, requested, walked
from tests.shipping.world import parcel_order

SEOUL = timezone.get_fixed_timezone(9 * 60)


def seoul(day, hour=12):
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("received", "midnight"),
    [
        ("2026-11-02", "2026-11-10"),  # Monday: to the next Monday
        ("2026-10-31", "2026-11-10"),  # Saturday: the 7th of November is one, too, so to Monday
        ("2026-09-17", "2026-09-29"),  # Chuseok, from the 24th to the 26th, then Sunday
    ],
)
def test_seven_days_do_not_count_the_day_of_receipt_nor_end_on_a_holiday(received, midnight):
    assert end_after_days(seoul(received), 7) == seoul(midnight, 0)


def test_the_day_is_that_of_seoul():
    late = datetime(2026, 11, 2, 15, 30, tzinfo=UTC)  # half past midnight of the 3rd in Seoul

    assert end_after_days(late, 7) == seoul("2026-11-11", 0)


@pytest.mark.parametrize(
    ("received", "midnight"),
    [
        ("2026-08-10", "2026-11-11"),
        (
            "2026-11-30",
            "2027-03-03",
        ),  # February has no 30th; its 28th is a Sunday, the 1st a holiday
        ("2026-08-31", "2026-12-01"),  # November has no 31st
    ],
)
def test_three_months_end_on_the_same_number(received, midnight):
    assert end_after_months(seoul(received), 3) == seoul(midnight, 0)


@pytest.mark.parametrize(
    ("received", "midnight"),
    [("2026-11-02", "2026-11-06"), ("2026-11-05", "2026-11-11"), ("2026-09-22", "2026-09-30")],
)
def test_three_business_days_skip_weekends_and_holidays(received, midnight):
    assert end_after_business_days(seoul(received), 3) == seoul(midnight, 0)


def test_a_substitute_holiday_is_no_business_day():
    assert not is_business_day(seoul("2026-10-05").date())  # for the 3rd, a Saturday


def test_after_seven_days_only_what_is_wrong_can_be_returned(ann, store):
    now = seoul("2026-11-16")
    order = arrived(ann, store, days_ago=12, now=now)

    window = return_window(order, now)

    assert (window.is_open, window.for_faults_only) == (True, True)
    with pytest.raises(RequestRefused, match="So many pieces"):
        requested(order, now=now)
    requested(order, now=now, cause="damaged")


def test_after_three_months_nothing_can_be_returned(ann, store):
    now = timezone.now()
    order = arrived(ann, store, days_ago=100, now=now)

    window = return_window(order, now)

    assert not window.is_open
    assert window.ended_at < now
    with pytest.raises(RequestRefused, match="So many pieces"):
        requested(order, now=now, cause="damaged")


def test_each_parcel_has_its_own_window(ann, bea, store):
    now = timezone.now()
    order = paid_for(parcel_order(ann, store))
    line = order.lines.get()
    cj = Carrier.objects.get(code="cj")
    for days_ago, pieces in ((20, 1), (2, 2)):
        at = now - timedelta(days=days_ago)
        parcel = pack(order, pieces={line.pk: pieces}, by=bea, now=at)
        dispatch(parcel, carrier=cj, tracking_number="1", by=bea, now=at)
        move(parcel, "deliver", by=ann, now=at)

    [found] = return_window(order, now).lines

    assert (found.pieces, found.faulty) == (2, 3)


def test_what_has_not_arrived_cannot_be_returned(ann, store):
    order = parcel_order(ann, store)
    send(order, carrier=Carrier.objects.get(code="cj"), tracking_number="1", by=store.owner)

    assert not return_window(order, timezone.now()).is_open


def test_only_what_the_store_sends_has_returns(ann, store):
    order = OrderFactory(customer=ann, store=store, fulfilment="pickup", status="completed")

    assert return_window(order, timezone.now()).lines == []


def test_the_window_of_a_replacement_begins_with_its_arrival(ann, store):
    now = timezone.now()
    order = arrived(ann, store, days_ago=5, now=now)
    walked(requested(order, pieces=1, now=now, wish="exchange", cause="wrong"), "exchanged")

    [found] = return_window(order, now + timedelta(days=14)).lines

    assert (found.pieces, found.faulty) == (1, 3)
