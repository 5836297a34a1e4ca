"""Test clocks: what is due is done at its time, once, whatever happens on the way."""

import os
import signal
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from billing import due_work, tasks
from billing.clocks.services import (
    ClockHalted,
    ClockRefused,
    a_day_on,
    a_month_on,
    advance,
    archive,
    begin,
    carry_on,
)
from billing.models import BillingClock, DueKind
from core.reasons import words_of
from jobs.models import Job
from tests.billing.clock_world import done, new_clock, numbers, subscribed_clock
from tests.billing.factories import make_tenant
from tests.billing.subscribers import noon, told
from tests.processes import PATIENCE, forked
from tests.racing import losers, together

pytestmark = pytest.mark.django_db
WALL = timezone.now()


def closings(works):
    return [key for kind, key in done(works) if kind == "finalize"]


@pytest.fixture
def broken(monkeypatch):
    """Whether closing a month fails."""
    state = {"is": True}
    handlers = dict(due_work._handlers)

    def handle(work, now):
        if state["is"]:
            raise ValueError("no")
        handlers["finalize"](work, now)

    monkeypatch.setattr(due_work, "_handlers", {**handlers, DueKind.FINALIZE: handle})
    return state


def test_months_pass_in_order_each_at_its_time(plans):
    clock = subscribed_clock(plans.basic)

    works = advance(clock, noon("2026-05-10"), now=WALL)

    assert closings(works) == ["2026-03", "2026-04"]
    assert numbers(clock) == [("J2026-000001", 20000), ("J2026-000002", 20000)]
    assert (clock.now, clock.advancing_to) == (noon("2026-05-10"), None)
    local = [each.finalized_at.astimezone(each.tz) for each in clock.tenant.invoices.order_by("pk")]
    assert [f"{at:%m-%d %H:%M}" for at in local] == ["04-01 06:00", "05-01 06:00"]


def test_a_trial_ends_on_its_way(plans):
    clock = subscribed_clock(plans.trial)

    advance(clock, noon("2026-03-20"), now=WALL)

    assert told(clock.tenant)[-1] == "trial_ended"


def test_what_has_no_handler_waits(monkeypatch, plans):
    clock = subscribed_clock(plans.basic)
    monkeypatch.setattr(due_work, "_handlers", {})

    assert advance(clock, noon("2026-05-10"), now=WALL) == []
    assert clock.now == noon("2026-05-10")


def test_tenants_on_the_wall_stay_where_they_are(plans):
    clock, other = subscribed_clock(plans.basic), make_tenant()
    due_work.plan_work(other, DueKind.FINALIZE, "2026-03", noon("2026-04-01"))

    advance(clock, noon("2026-05-10"), now=WALL)

    assert other.due_work.get().done_at is None


def test_a_clock_does_not_go_back(db):
    clock = new_clock()

    with pytest.raises(ClockRefused, match="does not go back: it shows 1 Mar 2026, 12:00"):
        advance(clock, noon("2026-02-28"), now=WALL)
    assert (clock.now, clock.advancing_to) == (noon("2026-03-01"), None)


def test_a_clock_goes_five_years_at_once(db):
    clock = new_clock()

    with pytest.raises(ClockRefused, match="5 years at once, here to 1 Mar 2031"):
        advance(clock, noon("2031-03-02"), now=WALL)

    advance(clock, noon("2031-03-01"), now=WALL)
    assert clock.now == noon("2031-03-01")


def test_time_ends_with_the_century(db):
    clock = new_clock("2099-06-01")

    with pytest.raises(ClockRefused, match="here to 31 Dec 2099, 12:00"):
        advance(clock, noon("2100-01-01"), now=WALL)


def test_of_two_who_move_it_one_does(db):
    clock = new_clock()
    begin(clock, noon("2026-04-01"))

    with pytest.raises(ClockRefused, match="being moved to 1 Apr 2026, 12:00 already"):
        begin(BillingClock.objects.get(), noon("2026-05-01"))


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_moves_it(plans):
    clock = subscribed_clock(plans.basic)

    def move():
        mine = BillingClock.objects.get(pk=clock.pk)
        begin(mine, noon("2026-06-10"))

    results = together(move, move)

    assert [type(each) for each in losers(results)] == [ClockRefused]


@pytest.mark.django_db(transaction=True)
def test_two_who_carry_one_move_do_each_row_once(plans):
    clock = subscribed_clock(plans.basic)
    begin(clock, noon("2026-08-10"))

    def carry():
        return closings(carry_on(BillingClock.objects.get(pk=clock.pk), WALL))

    both = together(carry, carry)

    assert sorted(both[0] + both[1]) == [f"2026-0{month}" for month in range(3, 8)]
    assert len(numbers(clock)) == 5


def test_what_fails_halts_it_until_it_is_mended(plans, broken):
    clock = subscribed_clock(plans.basic)

    with pytest.raises(ClockHalted, match=r"What was due failed \(ValueError\('no'\)\)"):
        advance(clock, noon("2026-05-10"), now=WALL)

    assert clock.now.astimezone(clock.tenant.tz).isoformat() == "2026-04-01T06:00:00+09:00"
    assert clock.tenant.due_work.get(done_at=None).last_error == "ValueError('no')"
    broken["is"] = False
    advance(clock, noon("2026-05-10"), now=WALL)
    assert (len(numbers(clock)), clock.halted_by) == (2, "")


def test_a_halt_is_read_in_every_language(plans, broken):
    clock = subscribed_clock(plans.basic)

    with pytest.raises(ClockHalted):
        advance(clock, noon("2026-05-10"), now=WALL)

    assert "실패" in words_of(clock.halted_by, "ko")


def test_a_long_move_goes_on_as_a_job(plans):
    clock = subscribed_clock(plans.basic)
    begin(clock, noon("2026-05-10"))

    assert list(carry_on(clock, WALL, seconds=0)) == []
    tasks.advance_clocks()

    clock.refresh_from_db()
    assert (clock.advancing_to, len(numbers(clock))) == (None, 2)
    assert not Job.objects.filter(task="billing.tasks.advance_clock").exists()


def carry_on_until_killed(in_a_step):
    close = due_work._handlers["finalize"]

    def closed_and_killed(work, now):
        close(work, now)
        kill_itself_in_may(work)

    if in_a_step:
        due_work.connect({"finalize": closed_and_killed})
    for work in carry_on(BillingClock.objects.get(), timezone.now()):
        kill_itself_in_may(work)


def kill_itself_in_may(work):
    if work.key == "2026-05":
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("in_a_step", "closed"), [(False, 3), (True, 2)])
def test_a_move_whose_process_was_killed_goes_on(plans, in_a_step, closed):
    clock = subscribed_clock(plans.basic)
    begin(clock, noon("2026-08-10"))

    with forked(carry_on_until_killed, in_a_step) as process:
        process.join(PATIENCE)
        assert process.exitcode == -signal.SIGKILL
    assert len(numbers(clock)) == closed
    tasks.advance_clocks()

    clock.refresh_from_db()
    assert (clock.now, clock.advancing_to) == (noon("2026-08-10"), None)
    assert numbers(clock) == [(f"J2026-00000{each}", 20000) for each in range(1, 6)]


def test_an_archived_clock_stands_still(plans):
    clock = subscribed_clock(plans.basic)
    begin(clock, noon("2026-08-10"))

    archive(clock, now=WALL)

    assert clock.archived_at == WALL
    assert list(carry_on(clock, WALL)) == []
    with pytest.raises(ClockRefused, match="archived"):
        advance(clock, noon("2026-08-10"), now=WALL)


def test_days_and_months_are_the_tenants(db):
    tenant = make_tenant(zone="America/New_York")
    before_summer_time = noon("2026-03-08") - timedelta(hours=14)  # March 7, 8 a.m.

    assert a_day_on(tenant, before_summer_time) - before_summer_time == timedelta(hours=23)
    assert a_month_on(make_tenant(zone="Asia/Seoul"), noon("2027-01-31")) == noon("2027-02-28")
    assert a_month_on(make_tenant(zone="Asia/Seoul"), noon("2027-12-31")) == noon("2028-01-31")


@pytest.mark.parametrize(
    "wrong",
    [
        {"now": noon("2026-02-01")},
        {"advancing_to": noon("2026-02-01")},
        {"advancing_to": noon("2026-04-01"), "archived_at": WALL},
    ],
)
def test_the_database_refuses(db, wrong):
    clock = new_clock()

    with pytest.raises(IntegrityError), transaction.atomic():
        BillingClock.objects.filter(pk=clock.pk).update(**wrong)
