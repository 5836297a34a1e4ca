"""The aggregation: adds up the figures of each day that is over, and again of days that changed since.

First the changed days are written down (ChangedDay), then they are added up in batches, each with the
deletion of those rows in one transaction. So whatever was not finished is left for the next run, and a day
that is added up twice ends the same. No row leaves PostgreSQL.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Min

from core.days import DAY, Days, day_of
from core.durability import may_be_lost_in_a_crash
from core.sweeps import MAX_SWEEP_TIME
from coupons.models import AggregationState, ChangedDay, Coupon, PageView
from coupons.statistics.batches import Batches
from coupons.statistics.changes import FIND_CHANGES
from coupons.statistics.statements import CLEAN_UP, PREPARE, SET_TIME_ZONE, SETTINGS, STORE

OVERLAP = timedelta(hours=1)  # no transaction takes longer from reading the clock to its commit
LOCK = 0x636F7570  # the first of the two numbers of a day's advisory lock


def aggregate(now: datetime, sessions: int = 1) -> bool:
    """Add up all changed days before today; False if there was no time for some of them.

    With several `sessions` of PostgreSQL at once, where this process has no transaction open.
    """
    find_changes(now)
    batches = Batches(ChangedDay.objects.values_list("day", flat=True), sessions)
    stop_at = time.monotonic() + MAX_SWEEP_TIME
    if sessions == 1:
        _add_up_all(batches, stop_at)
    else:
        with ThreadPoolExecutor(sessions) as pool:
            done = [pool.submit(_add_up_apart, batches, stop_at) for _session in range(sessions)]
        for each in done:
            each.result()
    _close(day_of(now) - DAY)
    return not batches


@transaction.atomic
def find_changes(now: datetime) -> None:
    """Write down the days that ended since the last run, and those that changed after they were added up."""
    AggregationState.objects.get_or_create(pk=1)
    state = AggregationState.objects.select_for_update().get(pk=1)
    first = state.closed_through + DAY if state.closed_through else _first_day(now)
    days = Days(first, day_of(now) - DAY)
    since = (state.searched_until or now) - OVERLAP
    with connection.cursor() as cursor:
        cursor.execute(FIND_CHANGES, {**days.parameters(), "since": since})
    state.searched_until = now
    state.save(update_fields=["searched_until"])


def _first_day(now: datetime) -> date:
    """Of the first coupon, or view of a page."""
    claimed = Coupon.objects.aggregate(first=Min("issued_at"))["first"] or now
    viewed = PageView.objects.aggregate(first=Min("day"))["first"]
    return min(day_of(claimed), viewed or day_of(now))


def _add_up_apart(batches: Batches, stop_at: float) -> None:
    """In a session of this thread."""
    try:
        _add_up_all(batches, stop_at)
    finally:
        connection.close()


def _add_up_all(batches: Batches, stop_at: float) -> None:
    while time.monotonic() < stop_at and (days := batches.take()):
        begun = time.monotonic()
        _add_up(days)
        batches.note(days, time.monotonic() - begun)


@transaction.atomic
def _add_up(days: Days) -> None:
    """What changes after the deletion has a row of its own, and is added up again."""
    may_be_lost_in_a_crash()
    with connection.cursor() as cursor:
        _lock(cursor, days)
        ChangedDay.objects.filter(day__range=(days.first, days.last)).delete()
        cursor.execute(SETTINGS)
        cursor.execute(SET_TIME_ZONE, [settings.TIME_ZONE])
        for statement in [*PREPARE, *STORE, CLEAN_UP]:
            cursor.execute(statement, days.parameters())
        cursor.execute(SET_TIME_ZONE, [connection.timezone_name])


def _lock(cursor: CursorWrapper, days: Days) -> None:
    """Of two runs at once, only one adds up a day; ordered, so that they do not wait for each other."""
    numbers = [day.toordinal() for day in days.each()]
    cursor.execute(
        "SELECT pg_advisory_xact_lock(%s, day) FROM unnest(%s) day ORDER BY day", [LOCK, numbers]
    )


@transaction.atomic
def _close(yesterday: date) -> None:
    """Record up to which day all are added up, and delete the page views of older ones."""
    state = AggregationState.objects.select_for_update().get(pk=1)
    left = ChangedDay.objects.filter(day__lte=yesterday)
    if state.closed_through:
        left = left.filter(day__gt=state.closed_through)
    first_left = left.aggregate(first=Min("day"))["first"]
    closed = first_left - DAY if first_left else yesterday
    if state.closed_through is None or closed > state.closed_through:
        state.closed_through = closed
        state.save(update_fields=["closed_through"])
    PageView.objects.filter(day__lt=state.closed_through).delete()
