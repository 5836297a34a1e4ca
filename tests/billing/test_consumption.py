"""What was used of each meter by month and plan."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from billing.models import BillingPlan, Meter, SubscriptionChange, UsageEvent
from billing.statistics.consumption import USED, used_by_plan
from tests.billing.factories import make_clock, make_tenant, make_version
from tests.billing.invoice_world import APRIL, MARCH, subscribed, use

pytestmark = pytest.mark.django_db
MONTHS, TODAY = [MARCH, APRIL], date(2026, 4, 20)


def shown(today=TODAY):
    """(month, plan, units, tenants) of the meter "shots"."""
    found = {meter.code: rows for meter, rows in used_by_plan(MONTHS, today).items()}
    return [(str(row.month), row.plan, row.units, row.tenants) for row in found.get("shots", [])]


def test_units_are_those_of_the_plan_at_the_end_of_the_month():
    basic, pro = make_version("basic", 1), make_version("pro", 2)
    moved, other = subscribed(version=basic), subscribed(version=basic)
    use(moved, MARCH, 10, 5)
    use(moved, APRIL, 7)
    use(other, APRIL, 1)
    SubscriptionChange.objects.create(
        subscription=moved.subscription, day=date(2026, 4, 15), version=pro, kind="upgrade",
        made_at=moved.created_at,
    )  # fmt: skip

    april = [("2026-04", "Basic", 1, 1), ("2026-04", "Pro", 7, 1)]
    assert shown() == [("2026-03", "Basic", 15, 1), *april]
    assert shown(date(2026, 4, 14))[1:] == [("2026-04", "Basic", 8, 2)]


def test_contracts_are_one_plan_and_some_have_none():
    contract = make_tenant()
    plan = BillingPlan.objects.create(code="own", name="Own", tenant=contract)
    with_contract = subscribed(version=make_version(base=1, plan=plan))
    without = make_tenant()
    use(with_contract, MARCH, 3)
    use(without, MARCH, 4)

    rows = next(iter(used_by_plan(MONTHS, TODAY).values()))

    found = sorted((row.is_contract, row.plan, row.units) for row in rows)
    assert found == [(False, None, 4), (True, None, 3)]


def test_a_suspended_tenant_has_no_plan_and_a_test_clock_does_not_count():
    tenant, clocked = subscribed(), make_tenant(clock=make_clock())
    version = tenant.subscription.changes.get().version
    SubscriptionChange.objects.create(
        subscription=tenant.subscription, day=date(2026, 3, 8), version=version, kind="suspend",
        is_billed=False, made_at=tenant.created_at,
    )  # fmt: skip
    use(tenant, MARCH, 3)
    use(clocked, MARCH, 9)

    assert shown() == [("2026-03", None, 3, 1)]


def test_of_a_peak_the_highest_that_is_not_reversed_counts():
    Meter.objects.create(code="shots", name="Shots", unit="shots", aggregation="peak")
    one, other = subscribed(), subscribed(version=make_version("other", 1))
    use(one, MARCH, 10, 50, 20)
    use(other, MARCH, 5)
    highest = UsageEvent.objects.get(quantity=50)
    highest.pk, highest.key, highest.reverses_id = None, uuid4().hex, highest.pk
    highest.quantity, highest.reason = -50, "Wrong"
    highest.save(force_insert=True)

    assert shown() == [("2026-03", "Basic", 20, 1), ("2026-03", "Other", 5, 1)]


MANY = """
INSERT INTO billing_usageevent
    (tenant_id, meter_id, key, quantity, at, month, received_at, source, reason)
SELECT tenant_id, meter_id, 'many:' || n, 1, at, date '2024-01-01' + (n / 1000) * interval '1 month',
    received_at, source, ''
FROM billing_usageevent, generate_series(0, 19999) AS n
"""


def test_usage_of_some_months_is_read_by_a_small_index():
    use(subscribed(), MARCH, 3)
    with connection.cursor() as cursor:
        cursor.execute(MANY)
        cursor.execute("SELECT brin_summarize_new_values('usage_by_month')")
        cursor.execute("ANALYZE billing_usageevent")
        parameters = {"first": MARCH.first, "last": APRIL.first, "today": TODAY}
        cursor.execute(f"EXPLAIN {USED}", parameters)
        plan = "\n".join(row for (row,) in cursor.fetchall())

    assert "Bitmap Index Scan on usage_by_month" in plan
