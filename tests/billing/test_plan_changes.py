"""Changing the plan: up at once, down at the month's end, once a day."""

from datetime import date

import pytest

from billing.plan_changes import cancel, change_plan, withdraw
from billing.refusals import SubscriptionRefused
from core.actors import SYSTEM
from core.lifecycle import move
from tests.billing.factories import make_version
from tests.billing.subscribers import due, noon, rows, subscribed, told, work_until
from tests.racing import losers, together

pytestmark = pytest.mark.django_db


def change(subscription, version, day):
    return change_plan(subscription, version, now=noon(day), by=SYSTEM)


def test_up_begins_at_once(plans):
    subscription = subscribed(plans.basic)

    assert change(subscription, plans.pro, "2026-01-20") == date(2026, 1, 20)
    assert rows(subscription)[1:] == [("2026-01-20", "upgrade", "pro", True)]
    assert due(subscription) == []


def test_down_begins_at_the_months_end(plans):
    subscription = subscribed(plans.pro)

    assert change(subscription, plans.basic, "2026-01-20") == date(2026, 2, 1)
    assert rows(subscription)[1:] == [("2026-02-01", "downgrade", "basic", True)]
    assert due(subscription) == [("change", "2026-02-01")]

    work_until(subscription, "2026-02-01")
    assert told(subscription.tenant)[-2:] == ["downgrade_planned", "downgraded"]


def test_down_in_december_begins_in_january(plans):
    subscription = subscribed(plans.pro, "2026-12-01")

    assert change(subscription, plans.basic, "2026-12-31") == date(2027, 1, 1)


def test_work_done_twice_is_done_once(plans):
    subscription = subscribed(plans.pro)
    change(subscription, plans.basic, "2026-01-20")
    work_until(subscription, "2026-02-01")
    subscription.tenant.due_work.update(done_at=None, next_try_at=None)

    work_until(subscription, "2026-02-01")

    assert told(subscription.tenant).count("downgraded") == 1


def test_the_plan_changes_once_a_day(plans):
    dear = make_version("dear", 90000)
    subscription = subscribed(plans.basic)
    change(subscription, plans.pro, "2026-01-20")

    with pytest.raises(SubscriptionRefused, match="once a day"):
        change(subscription, dear, "2026-01-20")
    with pytest.raises(SubscriptionRefused, match="once a day"):
        change(subscribed(plans.basic), plans.pro, "2026-01-10")  # the day of its start

    assert change(subscription, dear, "2026-01-21") == date(2026, 1, 21)


def test_a_planned_change_is_replaced_at_any_time(plans):
    free = make_version("free", 0)
    subscription = subscribed(plans.pro)
    change(subscription, plans.basic, "2026-01-20")

    change(subscription, free, "2026-01-20")

    assert rows(subscription)[1:] == [("2026-02-01", "downgrade", "free", True)]
    assert due(subscription) == [("change", "2026-02-01")]


def test_up_replaces_a_planned_down(plans):
    dear = make_version("dear", 90000)
    subscription = subscribed(plans.pro)
    change(subscription, plans.basic, "2026-01-20")

    change(subscription, dear, "2026-01-21")

    assert rows(subscription)[1:] == [("2026-01-21", "upgrade", "dear", True)]
    assert due(subscription) == []


def test_a_planned_change_is_withdrawn_until_its_day(plans):
    subscription = subscribed(plans.pro)
    change(subscription, plans.basic, "2026-01-20")

    withdraw(subscription, now=noon("2026-01-31"), by=SYSTEM)

    assert (len(rows(subscription)), due(subscription)) == (1, [])
    assert told(subscription.tenant)[-1] == "change_withdrawn"


def test_from_its_day_on_a_change_stays(plans):
    subscription = subscribed(plans.pro)
    change(subscription, plans.basic, "2026-01-20")

    with pytest.raises(SubscriptionRefused, match="No change is planned"):
        withdraw(subscription, now=noon("2026-02-01"), by=SYSTEM)


def test_a_plan_does_not_change_to_itself(plans):
    with pytest.raises(SubscriptionRefused, match="your plan already"):
        change(subscribed(plans.pro), plans.pro, "2026-01-20")


def test_in_a_trial_every_change_begins_at_once(plans):
    subscription = subscribed(plans.trial)

    change(subscription, plans.basic, "2026-01-12")

    assert subscription.status == "trialing"
    assert rows(subscription)[1:] == [
        ("2026-01-12", "downgrade", "basic", False),
        ("2026-01-24", "start", "basic", True),
    ]
    assert due(subscription) == [("trial_end", "2026-01-24")]
    assert told(subscription.tenant)[-1] == "downgraded"


def test_while_a_bill_is_overdue_the_plan_does_not_grow(plans):
    subscription = subscribed(plans.basic)
    move(subscription, "mark_past_due", by=SYSTEM)
    small = make_version("small", 5000)

    with pytest.raises(SubscriptionRefused, match="overdue"):
        change(subscription, plans.pro, "2026-01-20")

    assert change(subscription, small, "2026-01-20") == date(2026, 2, 1)


def test_a_cancellation_ends_the_plan_at_the_months_end(plans):
    subscription = subscribed(plans.pro)

    assert cancel(subscription, now=noon("2026-01-20"), by=SYSTEM) == date(2026, 2, 1)
    work_until(subscription, "2026-01-31")
    before = subscription.status
    work_until(subscription, "2026-02-01")

    assert (before, subscription.status) == ("active", "cancelled")
    assert subscription.ended_for == "asked"
    assert rows(subscription)[1:] == [("2026-02-01", "cancel", None, False)]
    assert told(subscription.tenant)[-2:] == ["cancel_planned", "cancelled"]


def test_a_cancellation_replaces_a_planned_change(plans):
    subscription = subscribed(plans.pro)
    change(subscription, plans.basic, "2026-01-20")

    cancel(subscription, now=noon("2026-01-20"), by=SYSTEM)

    assert [kind for _day, kind, *_rest in rows(subscription)] == ["start", "cancel"]


def test_a_cancellation_is_withdrawn(plans):
    subscription = subscribed(plans.pro)
    cancel(subscription, now=noon("2026-01-20"), by=SYSTEM)

    withdraw(subscription, now=noon("2026-01-31"), by=SYSTEM)
    work_until(subscription, "2026-02-01")

    assert (subscription.status, len(rows(subscription))) == ("active", 1)


def test_a_trial_is_cancelled_at_its_end_and_may_go_on(plans):
    subscription = subscribed(plans.trial)

    assert cancel(subscription, now=noon("2026-01-11"), by=SYSTEM) == date(2026, 1, 24)
    assert due(subscription) == [("change", "2026-01-24")]
    withdraw(subscription, now=noon("2026-01-12"), by=SYSTEM)

    assert rows(subscription)[1:] == [("2026-01-24", "start", "trial", True)]
    assert due(subscription) == [("trial_end", "2026-01-24")]


def test_a_cancelled_trial_was_never_active(plans):
    subscription = subscribed(plans.trial)
    cancel(subscription, now=noon("2026-01-11"), by=SYSTEM)

    work_until(subscription, "2026-01-24")

    assert [step.verb for step in subscription.history.all()] == ["start", "cancel"]


def test_before_another_plan_the_cancellation_is_withdrawn(plans):
    subscription = subscribed(plans.basic)
    cancel(subscription, now=noon("2026-01-20"), by=SYSTEM)

    with pytest.raises(SubscriptionRefused, match="ends on 1 Feb 2026"):
        change(subscription, plans.pro, "2026-01-21")
    with pytest.raises(SubscriptionRefused, match="cancelled already"):
        cancel(subscription, now=noon("2026-01-21"), by=SYSTEM)


def test_a_verb_first_does_what_a_late_worker_did_not(plans):
    subscription = subscribed(plans.pro)
    cancel(subscription, now=noon("2026-01-20"), by=SYSTEM)

    with pytest.raises(SubscriptionRefused, match="has ended"):
        change(subscription, plans.basic, "2026-02-02")


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_is_made(plans):
    subscription = subscribed(plans.basic)
    fresh = type(subscription).objects.get

    results = together(*[lambda: change(fresh(), plans.pro, "2026-01-20")] * 3)

    assert [type(error) for error in losers(results)] == [SubscriptionRefused] * 2
    assert [row[1] for row in rows(subscription)] == ["start", "upgrade"]


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_the_worker_agree(plans):
    """The first wins: a change that was withdrawn never begins, one that began stays."""
    subscription = subscribed(plans.pro)
    cancel(subscription, now=noon("2026-01-20"), by=SYSTEM)
    fresh = type(subscription).objects.get

    results = together(
        lambda: withdraw(fresh(), now=noon("2026-01-31"), by=SYSTEM),
        lambda: work_until(fresh(), "2026-02-01"),
    )

    subscription.refresh_from_db()
    kinds = [kind for _day, kind, *_rest in rows(subscription)]
    assert (subscription.status, kinds, len(losers(results))) in [
        ("active", ["start"], 0),
        ("cancelled", ["start", "cancel"], 1),
    ]
