"""A rider's finished jobs, and what they earned by them."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from delivery.earnings import days_shown
from delivery.lifecycle import Status
from delivery.models import Delivery
from tests.factories import DeliveryFactory, RiderFactory, StoreFactory

HISTORY = "/rides/history/"
CSV = "/rides/history/history.csv"


@pytest.fixture
def riding(client, rider):
    client.force_login(rider.user)
    return client


@pytest.fixture
def done(rider):
    """`done(status, day)`: a job of Cy's that ended half past midnight, or early today."""

    def ended(status=Status.DELIVERED, day=None, fee=3000, **fields):
        delivery = DeliveryFactory(status=status, rider=rider, **fields)
        at = timezone.make_aware(datetime(2026, 3, day, 0, 30)) if day else delivery.ended_at  # noqa: DTZ001
        Delivery.objects.filter(pk=delivery.pk).update(fee=fee, ended_at=at)
        delivery.refresh_from_db()
        return delivery

    return ended


def text_of(response):
    return response.content.decode()


def found(riding, **query):
    response = riding.get(HISTORY, query)
    assert response.status_code == 200
    return list(response.context["jobs"])


def rows_of(response):
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def test_the_history_has_what_is_finished_newest_first(riding, done):
    old, new = done(day=1), done(Status.STOPPED, day=2)
    failed = done(Status.FAILED)
    done(Status.ASSIGNED)

    assert found(riding) == [failed, new, old]


def test_the_history_is_the_riders_alone(riding):
    DeliveryFactory(status=Status.DELIVERED, rider=RiderFactory())

    assert found(riding) == []
    assert "Nothing delivered yet" in text_of(riding.get(HISTORY))


def test_a_finished_job_is_found_by_day_and_by_status(riding, done):
    first, second, third = done(day=1), done(Status.STOPPED, day=2), done(day=3)

    assert found(riding, since="2026-03-02") == [third, second]
    assert found(riding, until="2026-03-01") == [first]
    assert found(riding, status="stopped") == [second]
    assert found(riding, since="0001-01-01", until="9999-12-31") == [third, second, first]


def test_a_filter_that_finds_nothing_offers_a_way_out(riding, done):
    done(day=1)

    page = text_of(riding.get(HISTORY, {"status": "failed"}))

    assert "No deliveries found" in page
    assert f'href="{HISTORY}"' in page


def test_nonsense_in_a_filter_gets_an_error(riding, done):
    done(day=1)

    assert "Enter a valid date." in text_of(riding.get(HISTORY, {"since": "2026-13-45"}))


def test_only_what_was_delivered_earns(riding, done):
    done(day=1, fee=3000), done(day=2, fee=3500)
    done(Status.STOPPED, day=2, fee=9000)

    sums = riding.get(HISTORY).context["sums"]

    assert list(sums) == [{"currency": "KRW", "jobs": 2, "fees": Decimal(6500)}]


def test_earnings_are_summed_by_the_day_in_seoul(riding, done):
    done(day=1, fee=3000), done(day=1, fee=2000), done(day=3, fee=1000)

    page = riding.get(HISTORY, {"since": "2026-03-01", "until": "2026-03-03"})

    days = [date(2026, 3, day) for day in (1, 2, 3)]
    money = {"KRW": {"before": "₩", "after": "", "digits": 0}}
    fees = {"KRW": [5000, 0, 1000]}
    assert page.context["chart"] == {"days": days, "fees": fees, "money": money}
    assert "₩5,000" in text_of(page)


def test_every_currency_has_its_own_bars(riding, done):
    done(fee=3000)
    done(fee=Decimal("4.50"), currency="USD", store=StoreFactory(currency="USD"))

    fees = riding.get(HISTORY).context["chart"]["fees"]

    assert {code: sum(amounts) for code, amounts in fees.items()} == {
        "KRW": 3000,
        "USD": Decimal("4.50"),
    }


@pytest.mark.parametrize(
    ("since", "until", "shown"),
    [
        (None, None, ("2026-02-19", "2026-03-20")),
        ("2026-03-01", None, ("2026-03-01", "2026-03-20")),
        (None, "2026-03-01", ("2026-01-31", "2026-03-01")),
        ("0001-01-01", None, ("2025-03-20", "2026-03-20")),
        ("2026-03-10", "2026-03-01", ("2026-03-01", "2026-03-01")),
        (None, "9999-12-31", ("2026-02-19", "2026-03-20")),
        ("0001-01-01", "0001-01-01", ("1999-01-01", "2000-01-01")),
    ],
)
def test_the_chart_shows_a_month_or_the_requested_days_up_to_a_year(since, until, shown):
    def read(text):
        return text and date.fromisoformat(text)

    found = days_shown(read(since), read(until), date(2026, 3, 20))

    assert found == tuple(map(read, shown))


def test_the_spreadsheet_has_every_job_and_no_door(riding, done):
    jobs = [done(day=1, store=StoreFactory(name="=HYPERLINK()")) for _n in range(25)]

    response = riding.get(CSV)

    rows = rows_of(response)
    assert (len(rows), response["Content-Type"]) == (1 + len(jobs), "text/csv; charset=utf-8")
    assert rows[1] == [
        jobs[-1].order.number, "2026-03-01 00:30", "'=HYPERLINK()", "종로구 세종대로", "Delivered",
        "3000.00", "KRW",
    ]  # fmt: skip


def test_the_spreadsheet_has_the_filter(riding, done):
    done(day=1), done(day=2)

    assert len(rows_of(riding.get(CSV, {"since": "2026-03-02"}))) == 2


def test_the_page_needs_the_same_queries_for_one_job_and_for_many(
    riding, done, django_assert_max_num_queries
):
    done(day=1)
    with django_assert_max_num_queries(10) as one:
        riding.get(HISTORY)
    for day in range(1, 30):
        done(day=day)
    with django_assert_max_num_queries(len(one)):
        riding.get(HISTORY)
