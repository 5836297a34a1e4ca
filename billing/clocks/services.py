"""Moves test clocks on: what is due to the tenant is done at its own time, row by row.

Where a clock is moved to is a column, so that a move goes on by itself (billing.tasks) if the process that
carried it is killed. Each step is one transaction that locks the clock: it is done once or not at all, even
if several processes carry the move. The sandbox is the only provider that is called in it.
"""

import calendar
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import structlog
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing.collection.collecting import open_tries
from billing.due_work import do, next_of, note_failure
from billing.models import BillingClock, DueWork, Tenant
from billing.reasons import DUE_WORK_FAILED, PAYMENT_UNKNOWN
from billing.refusals import BillingRefused
from core.days import DAY
from core.reasons import words_of
from payments.polling import look_up_open_payments

MAX_YEARS = 5  # of one move
LAST_YEAR = 2099
ERROR_LENGTH = 150

log = structlog.get_logger(__name__)


class ClockRefused(BillingRefused):
    """The clock is not moved so, or not now."""


class ClockHalted(BillingRefused):
    """It stopped on its way; the text says why, and how it goes on."""


def advance(clock: BillingClock, until: datetime, *, now: datetime) -> list[DueWork]:
    """Move the clock on to `until`, and return what was done on the way; `now` is the time on the wall.

    Raises ClockRefused, ClockHalted.
    """
    begin(clock, until)
    done = list(carry_on(clock, now))
    if clock.halted_by:
        raise ClockHalted(words_of(clock.halted_by))
    return done


@transaction.atomic
def begin(clock: BillingClock, until: datetime) -> None:
    """Let the clock be moved to `until`, also after a halt; `carry_on` does it. Raises ClockRefused."""
    tenant = _locked(clock)
    _refuse(clock, tenant, until)
    clock.advancing_to, clock.halted_by = until, ""
    clock.save(update_fields=["advancing_to", "halted_by"])
    tenant.due_work.filter(done_at=None).update(next_try_at=None)  # failures are tried again


def carry_on(
    clock: BillingClock, now: datetime, seconds: float = float("inf")
) -> Iterator[DueWork]:
    """Each row of due work after it was done, until the clock is there, halts, or the seconds are over."""
    stop_at = time.monotonic() + seconds
    while time.monotonic() < stop_at and (work := _step(clock, now)):
        yield work


def look_up(clock: BillingClock, now: datetime) -> None:
    """Ask what became of payments that halted the clock; `now` is the time on the wall."""
    for waiting in open_tries(clock.tenant).select_related("order"):
        if waiting.order:
            look_up_open_payments(waiting.order, now)


@transaction.atomic
def archive(clock: BillingClock, *, now: datetime) -> None:
    """Out of the lists, and not moved any more: invoices are never deleted, so a clock is not, either."""
    _locked(clock)
    clock.archived_at, clock.advancing_to = clock.archived_at or now, None
    clock.save(update_fields=["archived_at", "advancing_to"])


@transaction.atomic
def unarchive(clock: BillingClock) -> None:
    _locked(clock)
    _set(clock, archived_at=None)


def a_day_on(tenant: Tenant, now: datetime) -> datetime:
    """The same local time of the next day."""
    local = now.astimezone(tenant.tz)
    return datetime.combine(local.date() + DAY, local.time(), tenant.tz).astimezone(UTC)


def a_month_on(tenant: Tenant, now: datetime) -> datetime:
    """The same local time and day of the next month, or its last day if it has none."""
    return _months_on(tenant, now, 1)


def latest_target(tenant: Tenant, now: datetime) -> datetime:
    """As far as a clock can be moved at once."""
    end = datetime(LAST_YEAR, 12, 31, 12, tzinfo=tenant.tz).astimezone(UTC)
    return min(_months_on(tenant, now, 12 * MAX_YEARS), end)


def _months_on(tenant: Tenant, now: datetime, count: int) -> datetime:
    local = now.astimezone(tenant.tz)
    years, month = divmod(local.month - 1 + count, 12)
    year = local.year + years
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    there = local.date().replace(year=year, month=month + 1, day=day)
    return datetime.combine(there, local.time(), tenant.tz).astimezone(UTC)


def _refuse(clock: BillingClock, tenant: Tenant, until: datetime) -> None:
    if clock.archived_at:
        raise ClockRefused(_("This test clock is archived."))
    if clock.advancing_to:
        text = _("The clock is being moved to %(time)s already. Please wait until it is there.")
        raise ClockRefused(text % {"time": _shown(tenant, clock.advancing_to)})
    if until < clock.now:
        text = _("A test clock does not go back: it shows %(time)s already.")
        raise ClockRefused(text % {"time": _shown(tenant, clock.now)})
    latest = latest_target(tenant, clock.now)
    if until > latest:
        text = _("That is too far: a clock goes on by %(years)s years at once, here to %(time)s.")
        raise ClockRefused(text % {"years": MAX_YEARS, "time": _shown(tenant, latest)})


@transaction.atomic
def _step(clock: BillingClock, now: datetime) -> DueWork | None:
    """Do the next row at its time; None if the move is over, for one reason or the other."""
    tenant = _locked(clock)
    if clock.advancing_to is None:
        return None
    if waiting := open_tries(tenant).select_related("invoice").first():
        _halt(clock, PAYMENT_UNKNOWN.note_with(number=waiting.invoice.number))
        return None
    work = next_of(tenant, clock.advancing_to)
    if work is None:
        _set(clock, now=clock.advancing_to, advancing_to=None)
        return None
    _set(clock, now=max(clock.now, work.at))
    try:
        with transaction.atomic():
            return work if do(work, clock.now, now) else None
    except Exception as error:  # of any kind: it is stored with the row, and shown
        note_failure(work, error, now)
        _halt(clock, DUE_WORK_FAILED.note_with(error=repr(error)[:ERROR_LENGTH]))
        return None


def _locked(clock: BillingClock) -> Tenant:
    """Its tenant, with the clock locked and as it is now."""
    clock.refresh_from_db(from_queryset=BillingClock.objects.select_for_update(no_key=True))
    tenant = Tenant.objects.select_related("subscription").get(clock=clock)
    tenant.clock = clock
    return tenant


def _halt(clock: BillingClock, reason: str) -> None:
    log.warning("test clock halted", clock=clock.pk, reason=reason)
    _set(clock, halted_by=reason, advancing_to=None)


def _set(clock: BillingClock, **values: datetime | str | None) -> None:
    for name, value in values.items():
        setattr(clock, name, value)
    clock.save(update_fields=list(values))


def _shown(tenant: Tenant, at: datetime) -> str:
    return date_format(at.astimezone(tenant.tz), "DATETIME_FORMAT")
