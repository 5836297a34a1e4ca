"""A collection that fails is tried again three times; then the plan ends until the debt is paid."""

import pytest
from django.db import transaction

from billing.changes.due import begin_due
from billing.dunning import suspensions
from billing.invoices.debts import overdue_of
from billing.models import Dunning, SubscriptionChange
from billing.plan_changes import cancel
from billing.plans.allowances import allowances_of
from billing.previews import preview
from billing.refusals import SubscriptionRefused
from billing.subscribing import subscribe
from core.actors import SYSTEM
from core.lifecycle import lock
from tests.billing.dunning_world import (
    at,
    billed,
    fail,
    fail_until_given_up,
    give_back,
    on,
    pay,
    retries,
    status_of,
    subscription_of,
)
from tests.billing.factories import make_version
from tests.billing.invoice_world import APRIL, MARCH, close, subscribed
from tests.billing.subscribers import told

pytestmark = pytest.mark.django_db
PAST_DUE = ("past_due", "", "open")
SUSPENDED = ("cancelled", "unpaid", "uncollectible")
PAID = ("active", "", "paid")


@pytest.fixture
def invoice(db):
    return billed()


def test_the_first_failure_makes_it_past_due_and_plans_the_6th(invoice):
    fail(invoice, on(5))

    assert (status_of(invoice), retries(invoice)) == (PAST_DUE, ["04-06 10:00"])
    assert told(invoice.tenant)[-1] == "retry_planned"


def test_each_failure_plans_one_retry_and_the_last_ends_the_plan(invoice):
    seen = []
    for day in (5, 6, 7):
        fail(invoice, on(day))
        seen.append(retries(invoice)[-1])
    assert (seen, status_of(invoice)) == (["04-06 10:00", "04-07 10:00", "04-08 10:00"], PAST_DUE)

    fail(invoice, on(8))

    assert status_of(invoice) == SUSPENDED
    assert told(invoice.tenant)[-2:] == ["not_retried", "suspended"]
    keys = invoice.tenant.due_work.filter(kind="retry").values_list("key", flat=True)
    assert sorted(keys) == [f"{invoice.number}/{number}" for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("failures", "expected"),
    [
        (["04-05 23:00"], "04-06 10:00"),
        (["04-06 09:00"], "04-06 10:00"),  # what happened on the 5th was known late
        (["04-06 11:00"], "04-07 10:00"),
        (["04-12 15:00"], "04-13 10:00"),  # none is skipped because of that
        (["04-12 15:00", "04-13 10:00"], "04-14 10:00"),
        (["04-12 15:00", "04-13 10:00", "04-14 10:00"], "04-15 10:00"),
    ],
)
def test_a_failure_known_late_delays_the_retries_and_skips_none(invoice, failures, expected):
    for moment in failures:
        fail(invoice, at(f"2026-{moment}"))

    assert retries(invoice)[-1] == expected
    assert status_of(invoice) == PAST_DUE


def test_a_try_besides_the_planned_ones_uses_none_up(invoice):
    fail(invoice, on(5))

    fail(invoice, on(5, 12), reason="no_card")
    fail(invoice, on(5, 12), reason="no_card")  # by another worker

    assert retries(invoice) == ["04-06 10:00"]
    found = Dunning.objects.get()
    assert (found.failures, found.reason) == (1, "no_card")
    assert told(invoice.tenant).count("retry_planned") == 2


def test_a_failure_after_the_payment_is_nothing(invoice):
    pay(invoice, on(5))

    fail(invoice, on(5))

    assert (status_of(invoice), retries(invoice)) == (PAID, [])


def test_a_payment_while_past_due_settles_at_once_and_drops_the_retry(invoice):
    fail(invoice, on(5))

    pay(invoice, on(5, 12))

    assert (status_of(invoice), retries(invoice)) == (PAID, [])
    assert told(invoice.tenant)[-1] == "settled"
    assert not overdue_of(invoice.tenant).exists()


def test_a_payment_gives_the_plan_back_the_same_day(invoice):
    fail_until_given_up(invoice)

    pay(invoice, on(8, 12))

    assert status_of(invoice) == PAID
    kinds = SubscriptionChange.objects.order_by("day").values_list("kind", flat=True)
    assert list(kinds) == ["start", "restore"]
    assert told(invoice.tenant)[-2:] == ["restored", "settled"]


def test_the_days_without_a_plan_are_not_billed(invoice):
    fail_until_given_up(invoice)

    pay(invoice, on(20))

    lines = close(invoice.tenant, APRIL).lines.filter(kind="base")
    assert [(line.data["first"], line.data["last"]) for line in lines] == [
        ("2026-04-01", "2026-04-07"),
        ("2026-04-20", "2026-04-30"),
    ]


def test_nothing_comes_back_before_all_that_is_overdue_is_paid(invoice):
    fail_until_given_up(invoice)
    second = close(invoice.tenant, APRIL)
    fail(second, at("2026-05-05 10:00"))

    pay(invoice, at("2026-05-05 12:00"))
    assert status_of(invoice) == ("cancelled", "unpaid", "paid")

    pay(second, at("2026-05-05 13:00"))
    assert status_of(second) == PAID


def test_an_invoice_that_is_not_due_yet_keeps_nothing_back(invoice):
    fail_until_given_up(invoice)
    close(invoice.tenant, APRIL)

    pay(invoice, at("2026-05-02 12:00"))

    assert status_of(invoice) == PAID


def test_what_was_paid_and_went_back_is_overdue_again_with_all_retries(invoice):
    pay(invoice, on(5))

    give_back(invoice, at("2026-06-20 15:00"))

    assert (status_of(invoice), retries(invoice)) == (PAST_DUE, ["06-21 10:00"])
    for day in (21, 22, 23):
        assert status_of(invoice) == PAST_DUE
        fail(invoice, at(f"2026-06-{day} 10:00"))
    assert status_of(invoice) == SUSPENDED


def test_a_payment_that_goes_back_twice_is_retried_each_time(invoice):
    for day in (10, 20):
        pay(invoice, on(day))
        give_back(invoice, on(day, 12))

    assert retries(invoice) == ["04-21 10:00"]


def test_what_went_back_after_a_suspension_does_not_end_it(invoice):
    fail_until_given_up(invoice)
    second = close(invoice.tenant, APRIL)
    pay(second, at("2026-05-05 10:00"))
    give_back(second, at("2026-05-06 11:00"))

    pay(invoice, at("2026-05-06 12:00"))

    assert status_of(second) == ("cancelled", "unpaid", "open")


def end(invoice, day="2026-05-01 12:00"):
    """Cancelled by the tenant, and the day has come."""
    cancel(subscription_of(invoice), now=on(2), by=SYSTEM)
    begin(invoice, at(day))


def test_the_bill_of_a_subscription_that_ended_is_retried_and_nothing_is_suspended(invoice):
    end(invoice)
    last = close(invoice.tenant, APRIL)
    for day in (5, 6, 7):
        fail(last, at(f"2026-05-0{day} 10:00"))
        assert retries(last)[-1] == f"05-0{day + 1} 10:00"
    fail(last, at("2026-05-08 10:00"))
    assert status_of(last) == ("cancelled", "asked", "uncollectible")

    pay(last, at("2026-05-09 10:00"))

    assert status_of(last) == ("cancelled", "asked", "paid")


@pytest.fixture
def on_trial():
    """The bill of a tenant who left in March, and came back for a trial from 2 to 15 April."""
    tenant = subscribed()
    cancel(tenant.subscription, now=at("2026-03-20 12:00"), by=SYSTEM)
    invoice = close(tenant, MARCH)
    begin(invoice, on(1))
    trial = make_version("trial", 30000, trial_days=14)
    assert subscribe(tenant, trial, now=on(2), by=SYSTEM).status == "trialing"
    return invoice


def begin(invoice, when):
    with transaction.atomic():
        subscription = subscription_of(invoice)
        lock(subscription)
        begin_due(subscription, when)


def test_a_trial_is_left_alone_until_it_ends(on_trial):
    fail_until_given_up(on_trial)
    assert status_of(on_trial) == ("trialing", "", "uncollectible")

    begin(on_trial, on(16))

    assert status_of(on_trial) == ("past_due", "", "uncollectible")


def test_a_trial_goes_on_when_its_old_debt_is_paid(on_trial):
    fail_until_given_up(on_trial)

    pay(on_trial, on(10))
    assert status_of(on_trial) == ("trialing", "", "paid")

    begin(on_trial, on(16))
    assert status_of(on_trial) == PAID


def test_restoring_twice_restores_once(invoice):
    fail_until_given_up(invoice)
    pay(invoice, on(9))

    assert not suspensions.restore(subscription_of(invoice), now=on(9))
    assert told(invoice.tenant).count("restored") == 1


def test_limits_follow_each_step(bea):
    make_version("free", 0, limits={"stores": 1})
    bill = billed(user=bea)
    assert not allowances_of(bea.pk, on(5)).frozen

    fail(bill, on(5))
    assert allowances_of(bea.pk, on(5)).frozen

    pay(bill, on(5))
    assert not allowances_of(bea.pk, on(5)).frozen


def test_who_left_with_a_debt_pays_it_before_subscribing_again(invoice):
    end(invoice)
    last, basic = close(invoice.tenant, APRIL), make_version("other", 10000)
    fail(last, at("2026-05-05 10:00"))
    again = {"now": at("2026-05-05 12:00"), "by": SYSTEM}
    with pytest.raises(SubscriptionRefused, match="pay it first"):
        preview(invoice.tenant, basic, now=again["now"])
    with pytest.raises(SubscriptionRefused, match="pay it first"):
        subscribe(invoice.tenant, basic, **again)

    pay(last, at("2026-05-05 11:00"))

    assert subscribe(invoice.tenant, basic, **again).status == "active"
