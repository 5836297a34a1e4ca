"""Failures, payments and the tenant's own changes at the same moment."""

import pytest
from django.utils import timezone

from billing import due_work
from billing.collection.collecting import try_to_pay
from billing.dunning.suspensions import restore
from billing.models import Dunning, SubscriptionChange
from billing.plan_changes import cancel, change_plan
from billing.refusals import SubscriptionRefused
from core.actors import SYSTEM
from tests.billing.collection_world import pay_at_page
from tests.billing.dunning_world import (
    at,
    billed,
    fail,
    fail_until_given_up,
    on,
    pay,
    retries,
    status_of,
    subscription_of,
)
from tests.billing.factories import make_version
from tests.billing.invoice_world import APRIL, close
from tests.billing.subscribers import told
from tests.racing import losers, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def last_try():
    """All tries but the last one failed."""
    invoice = billed()
    for day in (5, 6, 7):
        fail(invoice, on(day))
    return invoice


def test_a_payment_wins_over_the_last_failure(last_try):
    results = together(lambda: pay(last_try, on(8)), lambda: fail(last_try, on(8)))

    assert losers(results) == []
    assert status_of(last_try) == ("active", "", "paid")
    assert SubscriptionChange.objects.filter(kind="suspend").count() == 0


def test_the_last_failure_counts_once(last_try):
    results = together(*[lambda: fail(last_try, on(8))] * 3)

    assert losers(results) == []
    assert status_of(last_try) == ("cancelled", "unpaid", "uncollectible")
    assert [told(last_try.tenant).count(kind) for kind in ("not_retried", "suspended")] == [1, 1]


def test_the_first_failure_plans_one_retry():
    invoice = billed()

    results = together(*[lambda: fail(invoice, on(5))] * 3)

    assert (losers(results), len(retries(invoice))) == ([], 1)
    assert Dunning.objects.get().failures == 1


@pytest.mark.parametrize("what", ["cancel", "change"])
def test_what_the_tenant_does_meanwhile_is_before_the_suspension_or_refused(last_try, what):
    pro = make_version("cheap", 10000)
    subscription = subscription_of(last_try)

    def act():
        if what == "cancel":
            return cancel(subscription, now=on(8), by=SYSTEM)
        return change_plan(subscription, pro, now=on(8), by=SYSTEM)

    results = together(act, lambda: fail(last_try, on(8)))

    assert all(isinstance(each, SubscriptionRefused) for each in losers(results))
    assert status_of(last_try) == ("cancelled", "unpaid", "uncollectible")
    assert SubscriptionChange.objects.filter(kind="suspend").count() == 1


def test_a_restoration_happens_once():
    invoice = billed()
    fail_until_given_up(invoice)

    results = together(
        lambda: pay(invoice, on(9)), *[lambda: restore(subscription_of(invoice), now=on(9))] * 2
    )

    assert losers(results) == []
    assert status_of(invoice) == ("active", "", "paid")
    assert told(invoice.tenant).count("restored") == 1


def test_two_payments_of_the_whole_debt_restore_once():
    """Of the last two overdue invoices each may be the last one paid."""
    first = billed()
    fail_until_given_up(first)
    second = close(first.tenant, APRIL)
    fail(second, at("2026-05-05 10:00"))
    noon = at("2026-05-05 12:00")

    results = together(lambda: pay(first, noon), lambda: pay(second, noon))

    assert losers(results) == []
    assert status_of(first) == ("active", "", "paid")
    assert told(first.tenant).count("restored") == 1


def last_retry_of(invoice):
    return invoice.tenant.due_work.filter(kind="retry").latest("pk")


def test_two_workers_do_the_last_retry_once(last_try):
    def work():
        return due_work.do(last_retry_of(last_try), on(8), timezone.now())

    results = together(work, work)

    assert sorted(results) == [False, True]
    assert status_of(last_try) == ("cancelled", "unpaid", "uncollectible")
    assert told(last_try.tenant).count("suspended") == 1


def test_a_payment_at_a_page_wins_over_the_last_retry(last_try):
    order = try_to_pay(last_try, on(8))

    results = together(
        lambda: pay_at_page(order),
        lambda: due_work.do(last_retry_of(last_try), on(8), timezone.now()),
    )

    assert losers(results) == []
    assert status_of(last_try) == ("active", "", "paid")
