"""Dunning takes the plan away and gives it back; the days between are not billed."""

import pytest

from billing.changes.change_sets import version_on
from billing.changes.recording import changes_of
from billing.dunning.suspensions import restore, suspend
from billing.plan_changes import cancel, change_plan
from billing.refusals import SubscriptionRefused
from core.actors import SYSTEM
from tests.billing.subscribers import due, noon, rows, subscribed, told, work_until

pytestmark = pytest.mark.django_db


@pytest.fixture
def subscription(plans):
    return subscribed(plans.pro)


def test_a_suspension_takes_the_plan_away_from_today(subscription):
    assert suspend(subscription, now=noon("2026-02-08"))

    assert (subscription.status, subscription.ended_for) == ("cancelled", "unpaid")
    assert rows(subscription)[1:] == [("2026-02-08", "suspend", "pro", False)]
    assert version_on(changes_of(subscription), noon("2026-02-08").date()) is None
    assert not suspend(subscription, now=noon("2026-02-08"))


def test_a_restoration_gives_it_back(subscription):
    suspend(subscription, now=noon("2026-02-08"))

    assert restore(subscription, now=noon("2026-03-03"))

    assert (subscription.status, subscription.ended_for) == ("active", "")
    assert rows(subscription)[2:] == [("2026-03-03", "restore", "pro", True)]
    assert subscription.tenant.due_work.filter(kind="finalize", key="2026-03").exists()
    assert told(subscription.tenant)[-2:] == ["suspended", "restored"]
    assert not restore(subscription, now=noon("2026-03-03"))


def test_both_on_one_day_overwrite_what_changed_on_it(plans):
    subscription = subscribed(plans.basic)
    change_plan(subscription, plans.pro, now=noon("2026-02-08"), by=SYSTEM)

    for act in (suspend, restore, suspend, restore):
        assert act(subscription, now=noon("2026-02-08"))

    assert rows(subscription)[1:] == [("2026-02-08", "restore", "pro", True)]


def test_a_suspension_withdraws_a_planned_change(plans, subscription):
    change_plan(subscription, plans.basic, now=noon("2026-02-07"), by=SYSTEM)

    suspend(subscription, now=noon("2026-02-08"))

    assert ([row[1] for row in rows(subscription)], due(subscription)) == (["start", "suspend"], [])
    assert told(subscription.tenant)[-2:] == ["change_withdrawn", "suspended"]


def test_a_planned_cancellation_survives_both(subscription):
    cancel(subscription, now=noon("2026-02-07"), by=SYSTEM)
    suspend(subscription, now=noon("2026-02-08"))
    restore(subscription, now=noon("2026-02-09"))

    work_until(subscription, "2026-03-01")

    assert (subscription.status, subscription.ended_for) == ("cancelled", "asked")
    assert [row[1] for row in rows(subscription)] == ["start", "suspend", "restore", "cancel"]


def test_what_was_cancelled_during_a_suspension_stays_ended(subscription):
    cancel(subscription, now=noon("2026-02-07"), by=SYSTEM)
    suspend(subscription, now=noon("2026-02-08"))
    work_until(subscription, "2026-03-01")

    restore(subscription, now=noon("2026-03-05"))

    assert (subscription.status, subscription.ended_for) == ("cancelled", "asked")
    assert [row[1] for row in rows(subscription)] == ["start", "suspend", "cancel"]


def test_who_owes_does_not_subscribe_again(plans, subscription):
    suspend(subscription, now=noon("2026-02-08"))

    with pytest.raises(SubscriptionRefused, match="overdue"):
        subscribed(plans.basic, "2026-02-09", subscription.tenant)


def test_what_was_not_suspended_is_not_restored(subscription):
    cancel(subscription, now=noon("2026-01-20"), by=SYSTEM)
    work_until(subscription, "2026-02-01")

    assert not restore(subscription, now=noon("2026-02-02"))
    assert not suspend(subscription, now=noon("2026-02-02"))
