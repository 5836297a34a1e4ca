"""What a month costs, line by line, from facts alone."""

from datetime import date
from decimal import Decimal

from billing.invoices.lines import MonthFacts, Rating, TenantFacts, draft_of
from billing.invoices.vat import vat_in
from billing.months import Month
from billing.proration import PlanChange
from billing.terms import Rate, Terms, Tier

FEBRUARY, MARCH = Month(2026, 2), Month(2026, 3)
SHOTS = {"shots": Rate(100, (Tier(Decimal(10)),))}
BASIC, PRO = Terms("basic", 1, Decimal(20000), SHOTS), Terms("pro", 1, Decimal(40000), SHOTS)
SINCE_JANUARY = [PlanChange(date(2026, 1, 1), BASIC)]


def draft(changes=SINCE_JANUARY, used=0, events=0, **facts):
    month = MonthFacts(MARCH, events, {"shots": used})
    return draft_of(TenantFacts("KRW", changes, {"basic": "Basic", "pro": "Pro"}, month, **facts))


def late(used, billed, events=3):
    return MonthFacts(FEBRUARY, events, {"shots": used}, Decimal(billed))


def lines(found):
    return [(line.kind, line.amount) for line in found.lines]


def test_base_and_overage():
    found = draft(used=150, events=2)

    assert lines(found) == [("base", 20000), ("overage", 500)]
    assert (found.total, found.is_due) == (20500, True)
    assert found.rating == Rating(MARCH, 2, Decimal(20500))


def test_each_base_line_has_its_fraction():
    changes = [*SINCE_JANUARY, PlanChange(date(2026, 3, 11), PRO)]

    first, second = draft(changes).lines

    assert (first.amount, second.amount) == (6452, 27097)
    assert second.data == {
        "plan": "pro",
        "version": 1,
        "name": "Pro",
        "base": "40000",
        "days": 21,
        "of": 31,
        "first": "2026-03-11",
        "last": "2026-03-31",
    }


def test_without_a_plan_nothing_is_due():
    found = draft([])

    assert (lines(found), found.is_due, found.balance_change) == ([], False, 0)


def test_late_usage_is_rated_again_less_what_was_billed():
    found = draft(late=[late(used=130, billed=20100)])

    assert lines(found) == [("base", 20000), ("late", 200)]
    assert found.lines[1].month == FEBRUARY
    assert found.late_ratings == [Rating(FEBRUARY, 3, Decimal(20300))]


def test_late_usage_that_is_included_has_no_line_but_counts_as_billed():
    found = draft(late=[late(used=90, billed=20000)])

    assert lines(found) == [("base", 20000)]
    assert found.late_ratings == [Rating(FEBRUARY, 3, Decimal(20000))]


def test_what_was_reversed_late_is_paid_back():
    assert lines(draft(late=[late(used=0, billed=20500)])) == [("base", 20000), ("late", -500)]


def test_a_credit_reduces_the_invoice():
    found = draft(balance=Decimal(5000))

    assert lines(found) == [("base", 20000), ("credit", -5000)]
    assert (found.total, found.balance_change) == (15000, -5000)


def test_a_credit_pays_no_more_than_there_is_to_pay():
    found = draft(balance=Decimal(50000))

    assert lines(found) == [("base", 20000), ("credit", -20000)]
    assert (found.total, found.is_due, found.is_carried) == (0, False, False)
    assert found.balance_change == -20000


def test_what_was_carried_over_is_due_with_the_next_invoice():
    found = draft(balance=Decimal(-300))

    assert lines(found) == [("base", 20000), ("carried", 300)]
    assert (found.total, found.balance_change) == (20300, 300)


def test_less_than_the_minimum_is_carried_over():
    found = draft(balance=Decimal(19500), minimum=Decimal(1000))

    assert (found.total, found.is_due, found.is_carried) == (500, False, True)
    assert found.balance_change == -20000  # 19,500 of credit, and 500 owed


def test_the_minimum_itself_is_collected():
    assert draft(balance=Decimal(19000), minimum=Decimal(1000)).is_due


def test_what_is_carried_over_twice_adds_up():
    free = [PlanChange(date(2026, 1, 1), Terms("free", 1, Decimal(0), SHOTS))]

    found = draft(free, used=110, balance=Decimal(-300), minimum=Decimal(1000))

    assert (found.total, found.balance_change) == (400, -100)


def test_more_is_paid_back_than_is_due():
    found = draft([], late=[late(used=0, billed=500)], balance=Decimal(100))

    assert (lines(found), found.total) == ([("late", -500)], -500)
    assert (found.is_due, found.balance_change) == (False, 500)


def test_vat_is_a_split_of_the_total_rounded_once():
    assert [vat_in(Decimal(total), "KRW") for total in (11000, 33549, 5, 6)] == [1000, 3050, 0, 1]
    assert vat_in(Decimal("19.99"), "USD") == Decimal("1.82")
