"""Jobs and schedules in the admin."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import User
from jobs.models import CALENDAR, Job, Schedule, State
from tests.factories import UserFactory

TRACEBACK = "Traceback (most recent call last):\n  File <here>\nValueError: No noodles"


@pytest.fixture
def boss(client, db):
    client.force_login(user := User.objects.create_superuser("boss@example.com", "x"))
    return user


@pytest.fixture
def failed(db):
    return Job.objects.create(
        task="a.task",
        args=[7],
        tries=5,
        failed=True,
        error=TRACEBACK,
        started=now(),
        finished=now(),
    )


def listed(client, query=""):
    return [*client.get(f"/admin/jobs/job/{query}").context["cl"].result_list]


def test_jobs_are_filtered_by_state(client, boss, failed):
    waiting = Job.objects.create(task="a.task")

    assert listed(client) == [waiting, failed]
    assert listed(client, "?state=failed") == [failed]
    assert listed(client, "?state=waiting") == [waiting]
    assert listed(client, "?state=running") == []
    assert listed(client, "?state=nonsense") == [waiting, failed]


def test_the_list_needs_the_same_queries_for_many_jobs(
    client, boss, failed, django_assert_max_num_queries
):
    Job.objects.bulk_create(Job(task="a.task", schedule=None) for _ in range(30))

    with django_assert_max_num_queries(8):
        client.get("/admin/jobs/job/")


def test_the_state_is_a_word_in_the_list_and_on_the_page(client, boss, failed):
    listing = client.get("/admin/jobs/job/").content.decode()
    page = client.get(f"/admin/jobs/job/{failed.pk}/change/").content.decode()

    for shown in (listing, page):
        assert ">failed<" in "".join(shown.split())
        assert "State." not in shown


def test_an_error_is_read_in_one_line_in_the_list_and_whole_on_its_page(client, boss, failed):
    listing = client.get("/admin/jobs/job/").content.decode()
    page = client.get(f"/admin/jobs/job/{failed.pk}/change/").content.decode()

    assert "ValueError: No noodles" in listing
    assert "Traceback" not in listing
    assert "File &lt;here&gt;\nValueError: No noodles</pre>" in page


def run_again(client, *jobs):
    data = {"action": "run_again", "_selected_action": [job.pk for job in jobs]}
    return client.post("/admin/jobs/job/", data, follow=True)


def test_a_failed_job_runs_again(client, boss, failed):
    answer = run_again(client, failed)

    failed.refresh_from_db()
    assert (failed.state, failed.tries) == (State.WAITING, 0)
    assert "1 job runs again." in answer.content.decode()


def test_who_may_only_see_jobs_runs_none(client, failed):
    client.force_login(viewer := UserFactory(is_staff=True))
    viewer.user_permissions.add(*permissions("view_job"))

    assert listed(client) == [failed]
    run_again(client, failed)

    failed.refresh_from_db()
    assert failed.state == State.FAILED


def permissions(*names):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename__in=names)


@pytest.mark.parametrize("page", ["job/add/", "job/{}/delete/", "schedule/add/"])
def test_nothing_is_added_or_deleted_by_hand(client, boss, failed, page):
    assert client.get(f"/admin/jobs/{page.format(failed.pk)}").status_code == 403


def test_a_schedule_is_not_deleted_since_its_work_would_stop_unnoticed(client, boss):
    row = Schedule.objects.get(name="Expire unpaid orders")
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}

    answer = client.post(f"/admin/jobs/schedule/{row.pk}/delete/", {"post": "yes"})
    client.post("/admin/jobs/schedule/", chosen)

    assert answer.status_code == 403
    assert Schedule.objects.filter(pk=row.pk).exists()


def test_a_schedule_is_switched_off_and_on(client, boss):
    row = Schedule.objects.get(name="Expire unpaid orders")
    Schedule.objects.update(since=now() - timedelta(days=1))
    data = {"_selected_action": [row.pk]}

    client.post("/admin/jobs/schedule/", {**data, "action": "switch_off"})
    row.refresh_from_db()
    assert row.next_run is None

    client.post("/admin/jobs/schedule/", {**data, "action": "run_now"})
    row.refresh_from_db()
    assert row.next_run <= now()
    assert row.since > now() - timedelta(minutes=1)


def test_a_schedule_runs_next_when_an_operator_sets_it(client, boss):
    row = Schedule.objects.get(name="Clear expired sessions")
    data = {"next_run_0": "2040-01-01", "next_run_1": "04:00"}

    client.post(f"/admin/jobs/schedule/{row.pk}/change/", data)

    row.refresh_from_db()
    assert row.next_run.year == 2039 or row.next_run.year == 2040


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_schedule_is_not_moved_beyond_the_calendar(client, boss, day):
    """At its ends a time does not exist in every time zone: the row could not be read again."""
    row = Schedule.objects.get(name="Clear expired sessions")
    data = {"next_run_0": day, "next_run_1": "00:00"}

    page = client.post(f"/admin/jobs/schedule/{row.pk}/change/", data).content.decode()

    assert "Choose a year from 1900 to 2200." in page
    assert Schedule.objects.get(pk=row.pk).next_run == row.next_run


@pytest.mark.parametrize("due", CALENDAR)
def test_the_first_and_the_last_time_are_shown(client, boss, due):
    job = Job.objects.create(task="a.task", due=due)

    assert listed(client) == [job]
    assert client.get(f"/admin/jobs/job/{job.pk}/change/").status_code == 200


def test_the_pages_are_korean_for_koreans(client, boss, failed):
    client.cookies["django_language"] = "ko"

    jobs = client.get("/admin/jobs/job/").content.decode()
    schedules = client.get("/admin/jobs/schedule/").content.decode()

    assert "실패" in jobs
    assert "다시 실행" in jobs
    assert "결제되지 않은 주문 만료" in schedules
