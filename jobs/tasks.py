"""The maintenance job of the queue itself."""

from datetime import timedelta

from django.utils.timezone import now

from jobs.models import Job, State

FINISHED_FOR = timedelta(days=1)
FAILED_FOR = timedelta(days=30)


def purge_finished() -> None:
    """Delete jobs that finished a day ago, and those that failed a month ago."""
    at = now()
    Job.objects.in_state(State.FINISHED).filter(finished__lt=at - FINISHED_FOR).delete()
    Job.objects.in_state(State.FAILED).filter(finished__lt=at - FAILED_FOR).delete()
