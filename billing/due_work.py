"""Plans and does what is due to tenants: at the time on the wall, or of a test clock.

Each kind has one function, connected by billing.apps, which must survive being called twice for one row.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog
from django.db import connection
from django.db.models import Q, QuerySet

from billing.models import DueKind, DueWork, Tenant
from core.backoff import backoff
from core.sweeps import sweep

# A run is short and another follows (billing.tasks), so that jobs of other kinds have their turn in between.
MAX_ROWS_A_RUN, SECONDS_A_RUN = 2_000, 10.0
LEASE = timedelta(minutes=5)  # of the wall, after which a row that nobody finished is taken again
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
ERROR_LENGTH = 500

Handler = Callable[[DueWork, datetime], None]  # the time is the tenant's

log = structlog.get_logger(__name__)
_handlers: dict[str, Handler] = {}


def connect(handlers: Mapping[str, Handler]) -> None:
    _handlers.update(handlers)


def plan_work(tenant: Tenant, kind: DueKind, key: object, at: datetime) -> None:
    """Once for each kind and key of the tenant; `at` is the tenant's time."""
    plan_all(tenant, [(kind, key, at)])


def plan_all(tenant: Tenant, works: Iterable[tuple[DueKind, object, datetime]]) -> None:
    """As `plan_work`, in one query."""
    on_clock = tenant.clock_id is not None
    rows = [
        DueWork(tenant=tenant, kind=kind, key=str(key), at=at, on_clock=on_clock)
        for kind, key, at in works
    ]
    DueWork.objects.bulk_create(rows, ignore_conflicts=True)


def drop_work(tenant: Tenant, kind: DueKind, key: object) -> None:
    """Delete what was planned, unless it is done."""
    tenant.due_work.filter(kind=kind, key=str(key), done_at=None).delete()


def try_again(rows: QuerySet[DueWork]) -> int:
    """Let what failed be done with the next run, without its wait; returns the number of rows."""
    return rows.filter(done_at=None, attempts__gt=0).update(next_try_at=None)


def do_due_work(now: datetime) -> int:
    """What is due to tenants without a test clock; returns the number done, which is 0 if nothing is left.

    A row that fails is tried again at growing intervals, and does not stop the others.
    """
    rows = _open_to_try(now).filter(on_clock=False, at__lte=now).order_by("at", "pk")
    return sweep(
        rows[:MAX_ROWS_A_RUN],
        lambda work: do(work, now, now),
        failed="due work that failed",
        seconds=SECONDS_A_RUN,
    )


def next_of(tenant: Tenant, until: datetime) -> DueWork | None:
    """The tenant's next work that is due until then; what has no handler (yet) waits."""
    rows = tenant.due_work.filter(done_at=None, at__lte=until, kind__in=_handlers)
    return rows.order_by("at", "pk").first()


def do(work: DueWork, now: datetime, wall: datetime) -> bool:
    """Do one row, if no other process does; `now` is the tenant's time, `wall` that of the wall.

    What it raises is stored with it, and raised.
    """
    if not _claim(work, wall):
        return False
    try:
        _handlers[work.kind](work, now)
    except Exception as error:
        note_failure(work, error, wall)
        raise
    _note_done(work, now)
    return True


def _open_to_try(wall: datetime) -> QuerySet[DueWork]:
    """What has no handler (yet) waits."""
    may_try = Q(next_try_at=None) | Q(next_try_at__lte=wall)
    return DueWork.objects.filter(may_try, done_at=None, kind__in=_handlers).select_related(
        "tenant__clock"
    )


def _claim(work: DueWork, wall: datetime) -> bool:
    """Unless another process tried it since it was read."""
    before, work.attempts = work.attempts, work.attempts + 1
    return _execute(_CLAIM, work.attempts, wall + LEASE, work.pk, before, wall)


def _note_done(work: DueWork, now: datetime) -> None:
    _execute(_DONE, now, work.pk)


def _execute(sql: str, *parameters: int | datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return bool(cursor.rowcount)


def note_failure(work: DueWork, error: Exception, wall: datetime) -> None:
    """It is tried again later; `wall` is the time on the wall."""
    wait = backoff(FIRST_WAIT, work.attempts, LONGEST_WAIT)
    DueWork.objects.filter(pk=work.pk).update(
        next_try_at=wall + wait, last_error=repr(error)[:ERROR_LENGTH]
    )
    log.warning("due work failed", work=work.pk, kind=work.kind, error=repr(error))


# These do not wait for the disk: what a crash of the database loses of them is taken again, or done again,
# as after any other end of this process. One message each, since every closed month sends both.
_CLAIM = """
SET LOCAL synchronous_commit TO off;
UPDATE billing_duework SET attempts = %s, next_try_at = %s
WHERE id = %s AND attempts = %s AND done_at IS NULL AND (next_try_at IS NULL OR next_try_at <= %s)
"""
_DONE = """
SET LOCAL synchronous_commit TO off;
UPDATE billing_duework SET done_at = %s, next_try_at = NULL, last_error = '' WHERE id = %s
"""
