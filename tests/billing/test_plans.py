"""Versions of plans: what is up, what is offered, what makes no sense."""

from datetime import UTC, datetime

import pytest

from billing.models import BillingPlan, BillingPlanVersion, Meter
from billing.plans.version_data import limits_problem, rates_problem
from billing.plans.versions import add_version, is_up, offered_versions
from billing.refusals import PlanRefused
from tests.billing.factories import make_version

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def version(base, features=(), **limits):
    return BillingPlanVersion(base=base, limits=limits, features=list(features))


@pytest.mark.parametrize(
    ("before", "after", "up"),
    [
        (version(100), version(200), True),
        (version(200, stores=9), version(100), False),
        (version(100, stores=1), version(100, stores=2), True),
        (version(100, stores=1), version(100), True),  # no limit
        (version(100), version(100, stores=1), False),
        (version(100), version(100, ["pages"]), True),
        (version(100, stores=1), version(100, stores=1), False),
        (version(100, stores=1, staff=9), version(100, stores=2, staff=8), False),
        (version(100, ["pages"], stores=1), version(100, stores=2), False),
    ],
)
def test_up_is_a_higher_base_or_more_for_the_same(before, after, up):
    assert is_up(before, after) is up


@pytest.mark.parametrize(
    ("rates", "problem"),
    [
        ({"orders": {"included": 10, "tiers": [{"price": "0.5"}]}}, ""),
        ({"orders": {"tiers": [{"price": "9", "up_to": 5}, {"price": "8"}]}}, ""),
        ({}, ""),
        ([], "Usage is an object"),
        ({"orders": 5}, "“included” and “tiers” only"),
        ({"orders": {"prices": []}}, "“included” and “tiers” only"),
        ({"orders": {"included": -1}}, "whole number from 0"),
        ({"orders": {"included": True}}, "whole number from 0"),
        ({"orders": {"tiers": [{"price": 9}]}}, "needs a “price” as text"),
        ({"orders": {"tiers": [{"price": "NaN"}]}}, "needs a “price” as text"),
        ({"orders": {"tiers": [{"price": "-1"}]}}, "needs a “price” as text"),
        ({"orders": {"tiers": [{"price": "9", "up_to": 5}]}}, "must rise"),
        ({"orders": {"tiers": [{"price": "9"}, {"price": "8"}]}}, "must rise"),
        ({"orders": {"tiers": [{"price": "9", "up_to": 0}, {"price": "8"}]}}, "must rise"),
    ],
)
def test_rates_that_make_no_sense_are_named(rates, problem):
    found = rates_problem(rates)

    assert problem in found
    assert bool(found) == bool(problem)


@pytest.mark.parametrize("limits", [[], {"stores": "3"}, {"stores": -1}, {"stores": 1.5}])
def test_limits_are_whole_numbers(limits):
    assert limits_problem(limits)
    assert not limits_problem({"stores": 3, "staff": 0})


@pytest.mark.django_db
def test_a_new_version_is_offered_instead_of_the_former():
    old = make_version("basic", 20000)
    make_version("own", 1, plan=BillingPlan.objects.create(code="x", name="X", is_public=False))

    new = add_version(old.plan, currency="KRW", base=21000, now=NOW)

    assert (new.number, list(offered_versions("KRW"))) == (2, [new])
    assert list(offered_versions("USD")) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"base": 1}, {"base": 0, "trial_days": 5}, {"base": 0, "trial_days": 400}]
)
def test_the_default_plan_costs_nothing(fields):
    plan = BillingPlan.objects.create(code="free", name="Free", is_default=True)

    with pytest.raises(PlanRefused):
        add_version(plan, currency="KRW", now=NOW, **fields)


@pytest.mark.django_db
def test_a_version_names_meters_that_exist():
    plan = BillingPlan.objects.create(code="basic", name="Basic")
    rates = {"orders": {"included": 5}, "shots": {"included": 5}}

    with pytest.raises(PlanRefused, match="There is no meter “shots”"):
        add_version(plan, currency="KRW", base=1, now=NOW, rates=rates)
    Meter.objects.create(code="shots", name="Shots", unit="shots")

    assert add_version(plan, currency="KRW", base=1, now=NOW, rates=rates).rates == rates
