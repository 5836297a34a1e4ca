"""What usage beyond the included costs."""

from datetime import date
from decimal import Decimal

import pytest

from billing.months import Month
from billing.proration import PlanChange, spans_of
from billing.terms import Rate, Terms, Tier
from billing.usage.rating import included_units, overage_lines

MARCH = Month(2026, 3)
PER_UNIT = (Tier(Decimal(100)),)
TIERED = (Tier(Decimal(100), up_to=10), Tier(Decimal(50), up_to=100), Tier(Decimal(20)))


def plan(included, tiers=PER_UNIT, code="basic"):
    return Terms(code, 1, Decimal(20000), {"orders": Rate(included, tiers)})


def march(*changes):
    return spans_of([PlanChange(date(2026, 3, day), terms) for day, terms in changes], MARCH)


def overage(spans, used):
    lines = overage_lines(spans, {"orders": used}, MARCH, "KRW")
    return [(line.overage, line.amount) for line in lines]


def test_what_is_included_costs_nothing():
    assert overage(march((1, plan(100))), 100) == []


def test_what_exceeds_it_costs_its_price():
    assert overage(march((1, plan(100))), 103) == [(3, 300)]


def test_the_included_usage_is_one_pool_by_days_rounded_up():
    spans = march((1, plan(100)), (11, plan(200, code="pro")))

    assert included_units(spans, MARCH, "orders") == 168  # (1,000 + 4,200) / 31 = 167.7
    assert overage(spans, 168) == []


def test_overage_costs_what_the_plan_at_the_end_of_the_month_says():
    dear = plan(0, (Tier(Decimal(1000)),), code="dear")

    assert overage(march((1, dear), (31, plan(0))), 2) == [(2, 200)]


def test_days_without_a_plan_include_nothing():
    spans = march((1, plan(310)), (2, None))

    assert included_units(spans, MARCH, "orders") == 10


@pytest.mark.parametrize(
    ("used", "price"), [(0, 0), (1, 100), (10, 1000), (11, 1050), (100, 5500), (101, 5520)]
)
def test_tiers_price_each_unit_by_its_own_tier(used, price):
    assert Rate(0, TIERED).price_of(used) == price


def test_an_amount_is_rounded_once():
    fine = plan(0, (Tier(Decimal("0.25")),))

    assert overage(march((1, fine)), 1) == []
    assert overage(march((1, fine)), 2) == [(2, 1)]


def test_a_meter_without_a_rate_is_free():
    assert overage_lines(march((1, plan(0))), {"staff": 9}, MARCH, "KRW") == []


def test_a_month_without_a_plan_costs_nothing():
    assert overage_lines([], {"orders": 9}, MARCH, "KRW") == []


@pytest.mark.parametrize(
    "tiers",
    [
        (Tier(Decimal(1), up_to=5),),
        (Tier(Decimal(1)), Tier(Decimal(2))),
        (Tier(Decimal(1), up_to=5), Tier(Decimal(2), up_to=5), Tier(Decimal(3))),
    ],
)
def test_tiers_that_leave_a_gap_are_refused(tiers):
    with pytest.raises(ValueError, match="Tiers end"):
        Rate(0, tiers)
