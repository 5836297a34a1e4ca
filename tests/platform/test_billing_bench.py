"""The parts of bench.billing on a few tenants; what it measures needs an idle machine."""

from datetime import timedelta

import pytest

from bench.billing_books import bare_rate, books_of, gaps
from bench.billing_closing import Closing
from bench.billing_tenants import MONTH, SEOUL, Town
from billing.due_work import do_due_work
from billing.models import ClosedMonth
from billing.months import finalized_at

NOW = finalized_at(MONTH, SEOUL) + timedelta(minutes=1)


@pytest.fixture
def town(db):
    return Town.load(12, 30_000)


def test_what_a_month_makes_agrees_with_plain_sql(town):
    assert do_due_work(NOW) == 12

    books = books_of(town)
    assert (books.closed, books.disagreements, gaps()) == (12, [], [])
    assert books.invoices > 0
    assert bare_rate(12) > 0


def test_a_month_that_is_not_closed_disagrees(town):
    assert books_of(town).disagreements[0] == "closed months: 0 instead of 12"


def test_a_month_that_costs_something_else_disagrees(town):
    do_due_work(NOW)
    ClosedMonth.objects.filter(tenant=town.first + 3).update(amount=1)

    assert books_of(town).disagreements == ["tenants billed wrongly: 1 instead of 0"]


def test_a_second_town_has_rows_of_its_own(town):
    second = Town.load(5, 50)

    do_due_work(NOW)

    assert [books_of(each).disagreements for each in (town, second)] == [[], []]
    assert (ClosedMonth.objects.count(), gaps()) == (17, [])


@pytest.mark.parametrize(("peaks", "is_flat"), [([100, 105], True), ([100, 120], False)])
def test_memory_that_rises_is_not_flat(peaks, is_flat):
    assert Closing(peaks=peaks).is_flat is is_flat
