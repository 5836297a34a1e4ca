"""Due work: done once, at its time or later, by the wall or by a test clock."""

from datetime import timedelta

import pytest

from billing import due_work, tasks
from billing.due_work import do, do_due_work, drop_work, next_of, plan_work
from billing.models import DueKind, DueWork
from jobs.queue import enqueue, name_of
from tests.billing.factories import NEW_YEAR, make_clock, make_tenant
from tests.job_runner import run_jobs
from tests.racing import together

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def done(monkeypatch):
    """The keys of the rows that were done, in order; a row of "fails" raises."""
    keys = []

    def handle(work, now):
        if work.key == "fails":
            raise ValueError("no")
        keys.append(work.key)

    monkeypatch.setattr(due_work, "_handlers", {DueKind.FINALIZE: handle})
    return keys


def plan(tenant, key, at=NEW_YEAR):
    plan_work(tenant, DueKind.FINALIZE, key, at)


def test_what_is_due_is_done_once_in_order(done):
    tenant = make_tenant()
    plan(tenant, "later", NEW_YEAR + DAY)
    plan(tenant, "second", NEW_YEAR)
    plan(tenant, "first", NEW_YEAR - DAY)
    plan(tenant, "first", NEW_YEAR)  # planned already

    assert [do_due_work(NEW_YEAR), do_due_work(NEW_YEAR)] == [2, 0]
    assert done == ["first", "second"]


def test_work_on_a_test_clock_is_not_the_walls(done):
    tenant = make_tenant(clock=make_clock())
    plan(tenant, "2026-01")

    assert do_due_work(NEW_YEAR + DAY) == 0
    assert next_of(tenant, NEW_YEAR).key == "2026-01"
    assert next_of(tenant, NEW_YEAR - DAY) is None


def test_a_failure_is_stored_and_tried_again_later(done):
    tenant = make_tenant()
    plan(tenant, "fails")
    plan(tenant, "works")

    with pytest.raises(ExceptionGroup):
        do_due_work(NEW_YEAR)
    assert (done, do_due_work(NEW_YEAR)) == (["works"], 0)

    row = DueWork.objects.get(key="fails")
    assert (row.done_at, row.attempts, row.last_error) == (None, 1, "ValueError('no')")
    assert row.next_try_at == NEW_YEAR + timedelta(minutes=1)


def test_what_a_killed_process_left_is_taken_again_after_its_lease(done):
    plan(make_tenant(), "killed")
    due_work._claim(DueWork.objects.get(), NEW_YEAR)

    assert do_due_work(NEW_YEAR + timedelta(minutes=4)) == 0
    assert do_due_work(NEW_YEAR + timedelta(minutes=5)) == 1


def test_what_another_process_tried_since_it_was_read_is_left(done):
    plan(make_tenant(), "once")
    first, second = DueWork.objects.get(), DueWork.objects.get()
    due_work._claim(first, NEW_YEAR)
    due_work.try_again(DueWork.objects.all())

    assert do(second, NEW_YEAR, NEW_YEAR) is False
    assert do_due_work(NEW_YEAR) == 1


def test_a_long_list_is_done_in_parts_that_let_other_jobs_pass(done, monkeypatch):
    monkeypatch.setattr(due_work, "MAX_ROWS_A_RUN", 2)
    for tenant in (make_tenant(), make_tenant(), make_tenant()):
        plan(tenant, str(tenant.pk))

    tasks.do_due_work()
    enqueue(other := tasks.check_usage)
    tasks.do_due_work()  # a minute later, while the first goes on

    assert len(done) == 2
    going_on = name_of(tasks.continue_due_work)
    assert run_jobs() == [going_on, name_of(other), going_on]
    assert len(done) == 3


def test_work_of_a_kind_without_a_handler_waits(done):
    plan_work(make_tenant(), DueKind.COLLECT, "J2026-000001", NEW_YEAR)

    assert do_due_work(NEW_YEAR) == 0
    assert DueWork.objects.get().attempts == 0


def test_dropped_work_is_not_done_unless_it_was(done):
    tenant = make_tenant()
    plan(tenant, "gone")
    plan(tenant, "kept", NEW_YEAR - DAY)
    do_due_work(NEW_YEAR - DAY)

    for key in ("gone", "kept"):
        drop_work(tenant, DueKind.FINALIZE, key)

    assert [row.key for row in DueWork.objects.all()] == ["kept"]


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_does_a_row(done):
    plan(make_tenant(), "once")
    row = DueWork.objects.select_related("tenant__clock").get()

    results = together(*[lambda: do(row, NEW_YEAR, NEW_YEAR)] * 4)

    assert sorted(results) == [False, False, False, True]
    assert done == ["once"]
