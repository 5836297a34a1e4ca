"""The queue and the scheduler: one row for each job, and one for each schedule."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Now
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Python cannot read times beyond its calendar, nor show those of its ends in every time zone.
CALENDAR = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, tzinfo=UTC)


class State(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    FAILED = "failed", _("failed")
    FINISHED = "finished", _("finished")


IN_STATE = {
    State.WAITING: Q(finished=None, worker=None),
    State.RUNNING: Q(finished=None, worker__isnull=False),
    State.FAILED: Q(failed=True),
    State.FINISHED: Q(finished__isnull=False, failed=False),
}


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def every_minute(self) -> "ScheduleQuerySet":
        """Those of one minute that are switched on."""
        return self.filter(minutes=1, next_run__isnull=False)

    def without_success_since(self, then: datetime) -> "ScheduleQuerySet":
        """Those that had time to succeed since then, and did not."""
        return self.annotate(last=Greatest("succeeded", "since")).filter(last__lt=then)


class Schedule(models.Model):
    """A task that becomes a job at an interval of minutes, unless its last job is unfinished."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    task = models.CharField(_("task"), max_length=200)
    minutes = models.PositiveIntegerField(_("interval in minutes"))
    next_run = models.DateTimeField(
        _("next run"), null=True, blank=True, help_text=_("Empty: the schedule is switched off.")
    )
    since = models.DateTimeField(_("switched on"), default=now, db_default=Now(), editable=False)
    succeeded = models.DateTimeField(_("last success"), null=True, editable=False)

    objects: ClassVar[ScheduleQuerySet] = ScheduleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name, verbose_name_plural = _("schedule"), _("schedules")
        ordering = ["minutes", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="schedule_minutes_positive"),
            models.CheckConstraint(
                condition=Q(next_run__range=CALENDAR),
                name="schedule_next_run_in_calendar",
                violation_error_message=_("Choose a year from 1900 to 2200."),
            ),
        ]

    def __str__(self) -> str:
        return gettext(self.name)


class JobQuerySet(models.QuerySet["Job"]):
    def in_state(self, state: State) -> "JobQuerySet":
        return self.filter(IN_STATE[state])

    def waiting_since(self, then: datetime) -> "JobQuerySet":
        """Those due before then that no worker has claimed; those in bulk may wait for all others."""
        return self.in_state(State.WAITING).filter(due__lt=then, priority__gte=0)


class Job(models.Model):
    """`task(*args)`, to be called once it is due."""

    task = models.CharField(_("task"), max_length=200)
    args = models.JSONField(_("arguments"), default=list, db_default=[])
    priority = models.SmallIntegerField(_("priority"), default=0, db_default=0)  # highest first
    due = models.DateTimeField(_("due"), default=now, db_default=Now())
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, db_default=0)  # begun
    # The worker running the try: the number of its advisory lock (jobs.lease).
    worker = models.IntegerField(_("worker"), null=True)
    started = models.DateTimeField(_("started"), null=True)  # the last try
    finished = models.DateTimeField(_("finished"), null=True)  # or given up
    failed = models.BooleanField(_("failed"), default=False, db_default=False)
    error = models.TextField(_("error"), default="", db_default="")  # of the last try that failed
    schedule = models.ForeignKey(
        Schedule, models.SET_NULL, null=True, db_index=False, verbose_name=_("schedule")
    )

    objects: ClassVar[JobQuerySet] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name, verbose_name_plural = _("job"), _("jobs")
        ordering = ["-pk"]
        indexes = [
            # The order in which workers claim jobs. Finished ones, nearly all, are not in it.
            models.Index(
                F("priority").desc(),
                "due",
                "id",
                condition=Q(finished__isnull=True),
                name="job_unfinished",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule"],
                condition=Q(finished__isnull=True),
                name="job_one_unfinished_of_schedule",
            ),
            models.CheckConstraint(
                condition=Q(worker=None) | Q(finished=None, started__isnull=False),
                name="job_run_by_worker_is_started",
            ),
            models.CheckConstraint(
                condition=Q(failed=False) | Q(finished__isnull=False), name="job_failed_is_finished"
            ),
            models.CheckConstraint(condition=Q(due__range=CALENDAR), name="job_due_in_calendar"),
        ]

    def __str__(self) -> str:
        return f"{self.task}({', '.join(map(repr, self.args))})"

    @property
    def state(self) -> State:
        if self.finished:
            return State.FAILED if self.failed else State.FINISHED
        return State.RUNNING if self.worker is not None else State.WAITING

    @property
    def took(self) -> timedelta | None:
        """The duration of the last try."""
        return self.finished - self.started if self.finished and self.started else None
