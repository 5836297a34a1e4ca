"""What a month costs when its plan changes, by hand and by every history of changes."""

import itertools
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from billing.months import Month
from billing.proration import PlanChange, base_lines, spans_of
from billing.terms import Terms
from core.days import Days

BASIC, PRO = Terms("basic", 1, Decimal(20000)), Terms("pro", 1, Decimal(40000))
FREE = Terms("free", 1, Decimal(0))
MARCH, FEBRUARY = Month(2026, 3), Month(2028, 2)


def change(day, terms):
    return PlanChange(date.fromisoformat(day), terms)


def billed(*changes, month=MARCH, currency="KRW"):
    """(first day, last day, amount) of each line."""
    lines = base_lines(spans_of(changes, month), month, currency)
    return [(line.span.days.first.day, line.span.days.last.day, line.amount) for line in lines]


def test_a_whole_month_costs_its_base():
    assert billed(change("2026-01-10", BASIC)) == [(1, 31, 20000)]


def test_the_day_of_a_change_belongs_to_the_new_plan():
    lines = billed(change("2026-01-10", BASIC), change("2026-03-11", PRO))

    assert lines == [(1, 10, 6452), (11, 31, 27097)]


def test_each_line_says_its_fraction():
    (line,) = base_lines(spans_of([change("2026-03-11", PRO)], MARCH), MARCH, "KRW")

    assert line.share == (21, 31)


def test_of_two_changes_on_one_day_the_later_counts():
    assert billed(change("2026-03-01", BASIC), change("2026-03-01", PRO)) == [(1, 31, 40000)]


def test_neighbours_of_one_plan_are_one_line():
    changes = [change("2026-03-01", BASIC), change("2026-03-08", PRO), change("2026-03-08", BASIC)]

    assert billed(*changes) == [(1, 31, 20000)]


def test_the_same_plan_after_a_gap_is_another_line():
    changes = [
        change("2026-03-01", BASIC),
        change("2026-03-11", None),
        change("2026-03-21", BASIC),
    ]

    assert billed(*changes) == [(1, 10, 6452), (21, 31, 7097)]


def test_a_trial_and_what_comes_after_the_end_cost_nothing():
    assert billed(change("2026-03-01", None), change("2026-03-31", PRO)) == [(31, 31, 1290)]
    assert billed(change("2026-01-01", PRO), change("2026-03-01", None)) == []


def test_without_a_plan_nothing_is_billed():
    assert billed() == []


def test_a_change_of_a_later_month_counts_then():
    assert billed(change("2026-03-01", BASIC), change("2026-04-01", PRO)) == [(1, 31, 20000)]


def test_a_leap_february_has_29_days():
    changes = [change("2028-01-01", BASIC), change("2028-02-29", PRO)]

    assert billed(*changes, month=FEBRUARY) == [(1, 28, 19310), (29, 29, 1379)]


def test_half_a_unit_is_rounded_up():
    thirty = Month(2026, 4)
    odd = Terms("odd", 1, Decimal(15))  # a thirtieth is half a won

    assert billed(change("2026-04-30", odd), month=thirty) == [(30, 30, 1)]


def test_a_currency_with_cents_is_rounded_to_cents():
    plan = Terms("usd", 1, Decimal("19.99"))

    assert billed(change("2026-03-31", plan), currency="USD") == [(31, 31, Decimal("0.64"))]


months = st.builds(Month, st.integers(2020, 2040), st.integers(1, 12))
plans = st.sampled_from([None, FREE, BASIC, PRO, Terms("odd", 2, Decimal(99999))])


@st.composite
def histories(draw):
    """A month, and changes around it."""
    month = draw(months)
    days = Days(month.previous.first, month.following.last).each()
    changes = draw(
        st.lists(st.builds(PlanChange, st.sampled_from(days), plans), min_size=1, max_size=8)
    )
    return month, changes


def terms_on(day, changes):
    """What counts on the day, decided without spans."""
    before = [change for change in changes if change.day <= day]
    latest = max((change.day for change in before), default=None)
    return [change.terms for change in before if change.day == latest][-1] if before else None


@given(histories())
def test_any_history_costs_what_its_days_cost(history):
    """Each line within half a won of the exact sum of its days, and every billed day in one line."""
    month, changes = history
    lines = base_lines(spans_of(changes, month), month, "KRW")

    for line in lines:
        days = line.span.days.each()
        exact = sum(Fraction(terms_on(day, changes).base) / len(month) for day in days)
        assert abs(Fraction(line.amount) - exact) <= Fraction(1, 2)
    covered = [day for line in lines for day in line.span.days.each()]
    assert covered == [day for day in month.days.each() if terms_on(day, changes) is not None]


@given(histories())
def test_neighbouring_lines_are_of_different_terms(history):
    month, changes = history
    spans = spans_of(changes, month)

    for before, after in itertools.pairwise(spans):
        adjacent = (after.days.first - before.days.last).days == 1
        assert not (adjacent and before.terms == after.terms)
