"""Months and the moments of billing, in the tenant's own time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from billing.months import Month, collected_at, finalized_at, local_month, retried_at

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")


def utc(text):
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("month", "days"),
    [(Month(2026, 2), 28), (Month(2028, 2), 29), (Month(2026, 4), 30), (Month(2026, 12), 31)],
)
def test_a_month_has_its_days(month, days):
    assert len(month) == days == month.last.day


def test_december_is_followed_by_january():
    assert Month(2026, 12).following == Month(2027, 1)
    assert Month(2027, 1).previous == Month(2026, 12)
    assert Month.of(date(2026, 12, 31)) < Month(2027, 1)


def test_a_tenant_is_in_the_month_of_its_own_zone():
    at = utc("2026-02-28T15:30")

    assert str(local_month(at, SEOUL)) == "2026-03"
    assert str(local_month(at, NEW_YORK)) == "2026-02"


def test_a_month_is_billed_on_the_first_and_collected_on_the_fifth():
    assert finalized_at(Month(2026, 2), SEOUL) == utc("2026-02-28T21:00")  # 06:00 on the 1st
    assert collected_at(Month(2026, 2), SEOUL) == utc("2026-03-05T01:00")


def test_a_failed_collection_is_tried_again_on_the_three_following_days():
    assert retried_at(Month(2026, 12), SEOUL) == [
        utc("2027-01-06T01:00"),
        utc("2027-01-07T01:00"),
        utc("2027-01-08T01:00"),
    ]


def test_summer_time_keeps_the_local_hour():
    assert collected_at(Month(2026, 2), NEW_YORK) == utc("2026-03-05T15:00")
    assert collected_at(Month(2026, 3), NEW_YORK) == utc("2026-04-05T14:00")
