"""Any history made by the verbs costs what its days cost."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.changes.recording import changes_of
from billing.dunning.suspensions import restore, suspend
from billing.models import SubscriptionChange
from billing.months import Month
from billing.plan_changes import cancel, change_plan, withdraw
from billing.proration import base_lines, spans_of
from billing.refusals import BillingRefused
from billing.subscribing import subscribe
from core.actors import SYSTEM
from tests.billing.subscribers import new_tenant, noon, work_until

FIRST = date(2028, 1, 27)  # before a leap February
VERBS = {
    "change": lambda on, now, version: change_plan(on, version, now=now, by=SYSTEM),
    "again": lambda on, now, version: subscribe(on.tenant, version, now=now, by=SYSTEM),
    "cancel": lambda on, now, version: cancel(on, now=now, by=SYSTEM),
    "withdraw": lambda on, now, version: withdraw(on, now=now, by=SYSTEM),
    "suspend": lambda on, now, version: suspend(on, now=now),
    "restore": lambda on, now, version: restore(on, now=now),
}
steps = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from([*VERBS, "change"]), st.integers(0, 2)),
    min_size=1,
    max_size=12,
)


def live(plans, steps):
    """The subscription after the steps (days to wait, verb, plan), and what each day was on, by the verbs."""
    versions = [plans.basic, plans.pro, plans.trial]
    day = FIRST
    tenant = new_tenant(str(day))
    subscription = subscribe(tenant, versions[steps[0][2]], now=noon(str(day)), by=SYSTEM)
    for wait, verb, plan in steps:
        day += timedelta(days=wait)
        work_until(subscription, str(day))
        try:
            VERBS[verb](subscription, noon(str(day)), versions[plan])
        except BillingRefused:
            continue
    return subscription, day


def base_of(day, rows):
    """Of one day: the base of its plan, None if it is not billed; decided without spans."""
    before = [row for row in rows if row.day <= day]
    return before[-1].version.base if before and before[-1].is_billed else None


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(steps=steps)
def test_any_history_of_verbs_costs_what_its_days_cost(plans, steps):
    with transaction.atomic():
        subscription, last = live(plans, steps)
        rows = list(changes_of(subscription))

        for month in (Month(2028, 1), Month(2028, 2), Month(2028, 3)):
            lines = base_lines(spans_of([row.as_billed for row in rows], month), month, "KRW")
            covered = [day for line in lines for day in line.span.days.each()]
            assert covered == [day for day in month.days.each() if base_of(day, rows) is not None]
            for line in lines:
                exact = sum(
                    Fraction(base_of(day, rows)) / len(month) for day in line.span.days.each()
                )
                assert abs(Fraction(line.amount) - exact) <= Fraction(1, 2)
        check_status(subscription, rows, last)
        transaction.set_rollback(True)


def check_status(subscription, rows: list[SubscriptionChange], day):
    """The status agrees with the row of the day."""
    subscription.refresh_from_db()
    row = [each for each in rows if each.day <= day][-1]
    if subscription.status == "cancelled":
        assert row.kind in ("cancel", "suspend")
    else:
        assert row.version is not None
        assert row.is_billed == (subscription.status == "active")
