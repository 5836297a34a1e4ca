from datetime import timedelta

from django.utils.timezone import now

from jobs.models import Job
from jobs.tasks import purge_finished


def test_finished_jobs_go_after_a_day_failed_ones_after_a_month_and_others_stay(db):
    for name, days, fields in (
        ("finished today", 0.9, {}),
        ("finished yesterday", 1.1, {}),
        ("failed this month", 29, {"failed": True}),
        ("failed last month", 31, {"failed": True}),
    ):
        Job.objects.create(task=name, finished=now() - timedelta(days=days), **fields)
    Job.objects.create(task="waiting", due=now() - timedelta(days=99))

    purge_finished()

    assert {job.task for job in Job.objects.all()} == {
        "finished today",
        "failed this month",
        "waiting",
    }
