"""Monthly recurring revenue: which movement a change is, and that they add up."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from billing.models import BillingPlan, SubscriptionChange, Tenant
from billing.months import Month
from billing.statistics.revenue import MOVEMENTS, revenue_by_month
from tests.billing.factories import make_clock, make_subscription, make_tenant, make_version

TODAY = date(2026, 6, 15)
MONTHS = [Month(2026, number) for number in range(3, 7)]
DAYS = st.integers(0, 300).map(lambda days: date(2025, 9, 1) + timedelta(days))
BASES = st.sampled_from([None, 0, 20000, 40000, 70000])


def change(subscription, day, version, kind="upgrade", is_billed=True):
    SubscriptionChange.objects.create(
        subscription=subscription,
        day=day,
        version=version,
        kind=kind,
        is_billed=is_billed and version is not None,
        made_at=subscription.started_at,
    )


def history(*steps, tenant=None):
    """(ISO day, base, is billed) of each change of a tenant; a base of None is no plan."""
    subscription = make_subscription(tenant or make_tenant())
    for day, base, *billed in steps:
        version = None if base is None else version_of(base)
        change(subscription, date.fromisoformat(day), version, is_billed=not billed or billed[0])
    return subscription


def version_of(base):
    plan = BillingPlan.objects.filter(code=f"base-{base}").first()
    return plan.versions.get() if plan else make_version(f"base-{base}", base)


def shown(months=MONTHS, today=TODAY, currency="KRW"):
    """(month, start, end, {movement: amount}) of each month."""
    found = revenue_by_month(months, today).get(currency, [])
    return [(str(row.month), int(row.start), int(row.end), dict(row.amounts)) for row in found]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("steps", "march", "april"),
    [
        ([("2026-03-10", 20000)], {"new": 20000}, {}),
        ([("2026-03-10", 20000), ("2026-04-01", 40000)], {"new": 20000}, {"expansion": 20000}),
        ([("2026-03-10", 40000), ("2026-04-30", 20000)], {"new": 40000}, {"contraction": -20000}),
        ([("2026-03-31", 20000), ("2026-04-01", None)], {"new": 20000}, {"churn": -20000}),
        # Suspended: the version stays with the change, and is not billed.
        (
            [("2026-03-01", 20000), ("2026-03-09", 20000, False), ("2026-04-02", 20000)],
            {"new": 20000, "churn": -20000},
            {"reactivation": 20000},
        ),
        # A trial is nothing until it is billed, a free plan never is anything.
        ([("2026-03-10", 20000, False), ("2026-04-09", 20000)], {}, {"new": 20000}),
        ([("2026-02-10", 0), ("2026-04-09", 20000)], {}, {"new": 20000}),
        (
            [("2026-02-10", 20000), ("2026-03-09", 0), ("2026-04-09", 10000)],
            {"churn": -20000},
            {"reactivation": 10000},
        ),
    ],
)
def test_a_change_is_one_movement_in_its_month(steps, march, april):
    history(*steps)

    assert [row[3] for row in shown()[:2]] == [march, april]


@pytest.mark.django_db
def test_a_planned_change_does_not_count_before_its_day():
    history(("2026-03-10", 20000), ("2026-06-16", None))

    assert shown()[-1] == ("2026-06", 20000, 20000, {})
    assert shown(today=date(2026, 6, 16))[-1] == ("2026-06", 20000, 0, {"churn": -20000})


@pytest.mark.django_db
def test_a_contract_counts_its_base_and_a_test_clock_nothing():
    tenant = make_tenant()
    plan = BillingPlan.objects.create(code="own", name="Own", tenant=tenant)
    subscription = make_subscription(tenant)
    change(subscription, date(2026, 3, 1), make_version(base=150000, plan=plan), "contract")
    history(("2026-03-10", 20000), tenant=make_tenant(clock=make_clock()))

    assert shown()[0] == ("2026-03", 0, 150000, {"new": 150000})


@pytest.mark.django_db
def test_each_currency_has_its_own_months():
    history(("2026-03-10", 20000))
    tenant = Tenant.objects.create(
        legal_name="Taco Inc.", billing_email="bills@example.com", language="en", currency="USD"
    )
    dollars = make_subscription(tenant)
    change(dollars, date(2026, 4, 1), make_version("usd", "15.50", currency="USD"))

    found = revenue_by_month(MONTHS, TODAY)

    ends = {code: rows[-1].end for code, rows in found.items()}
    assert ends == {"KRW": 20000, "USD": Decimal("15.50")}


@pytest.mark.django_db
def test_rates_of_churn():
    for _each in range(4):
        history(("2026-02-01", 20000))
    history(("2026-02-01", 20000), ("2026-03-20", None))
    history(("2026-02-01", 40000), ("2026-03-20", 20000))
    history(("2026-02-01", 20000), ("2026-03-31", 40000))
    history(("2026-03-15", 70000), ("2026-03-16", None))

    march, april, *_later = revenue_by_month(MONTHS, TODAY)["KRW"]

    assert (march.start, march.start_customers, march.end_customers) == (160000, 7, 6)
    assert march.customer_churn == Decimal(2) / 7
    assert march.gross_churn == Decimal(110000) / 160000
    assert march.net_churn == Decimal(90000) / 160000
    assert (april.customer_churn, april.gross_churn) == (0, 0)


@pytest.mark.django_db
def test_without_customers_there_is_no_rate():
    history(("2026-03-10", 20000))

    march = revenue_by_month(MONTHS, TODAY)["KRW"][0]

    assert (march.customer_churn, march.gross_churn, march.net_churn) == (None, None, None)


PLAN_BY_ORDER = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE billing_subscriptionchange DROP CONSTRAINT one_change_a_day;
SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashjoin = off;
SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off
"""


@pytest.mark.django_db
def test_changes_are_read_in_order_from_an_index_alone():
    """In a small table the narrower index of the constraint is as good."""
    history(("2026-03-10", 20000))
    with connection.cursor() as cursor:
        cursor.execute(PLAN_BY_ORDER)
        cursor.execute(f"EXPLAIN {MOVEMENTS}", {"first": MONTHS[0].first, "last": TODAY})
        plan = "\n".join(row for (row,) in cursor.fetchall())

    assert "Index Only Scan using changes_in_order" in plan
    assert "Sort" not in plan.split("WindowAgg")[1]


class TestAnyHistory(TestCase):
    @settings(max_examples=40)
    @given(st.lists(st.dictionaries(DAYS, st.tuples(BASES, st.booleans()), max_size=6), max_size=5))
    def test_months_start_with_their_former_end_and_end_with_what_plans_cost(self, histories):
        for changes in histories:
            history(*[(str(day), *changes[day]) for day in sorted(changes)])

        found = revenue_by_month(MONTHS, TODAY).get("KRW", [])

        for before, after in pairwise(found):
            assert (after.start, after.start_customers) == (before.end, before.end_customers)
        for row in found:
            counted = [cost_on(changes, min(row.month.last, TODAY)) for changes in histories]
            assert (row.end, row.end_customers) == (sum(counted), sum(map(bool, counted)))


def cost_on(changes, day):
    """What one tenant's plan costs then, counted day by day."""
    begun = [each for each in changes if each <= day]
    base, is_billed = changes[max(begun)] if begun else (None, False)
    return base or 0 if is_billed else 0
