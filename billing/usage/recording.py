"""Records usage, each event once, and reverses it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from billing import timeline
from billing.models import Meter, Tenant, UsageCheck, UsageEvent, UsageOrigin
from billing.months import Month, local_month
from billing.usage.notices import notify_of_usage
from billing.usage.rules import Usage, UsageError, UsageRefused, UsageRules, is_rated_again
from core.actors import SYSTEM, Actor


@transaction.atomic
def record_usage(
    *,
    tenant: Tenant,
    events: Sequence[Usage],
    now: datetime,
    origin: UsageOrigin = UsageOrigin.API,
) -> int:
    """Record what is new of a batch; returns how many that is. `now` is the tenant's time.

    An event with a known key and equal contents is a repetition, and not recorded again. Raises UsageRefused,
    with nothing recorded, for an event that is wrong, or whose key is known with other contents.
    """
    meters = {meter.code: meter for meter in Meter.objects.all()}
    UsageRules(tenant, meters, origin, now).check(events)
    new = insert_new(tenant, events, meters, now, origin)
    if new < len(events):
        _refuse_other_contents(tenant, events, meters)
    if new:
        plan_check(tenant, now)
    return new


def insert_new(
    tenant: Tenant,
    events: Iterable[Usage],
    meters: Mapping[str, Meter],
    now: datetime,
    origin: UsageOrigin,
) -> int:
    """One statement; returns the number of rows. Events with a known key are left out."""
    # In one order, so that two batches with the same keys cannot deadlock.
    rows = sorted(events, key=lambda event: event.key)
    tz = tenant.tz
    months = [local_month(event.at, tz).first for event in rows]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [tenant.pk, now, origin, *_columns(rows, meters), months])
        return int(cursor.rowcount)


def plan_check(tenant: Tenant, now: datetime) -> None:
    """Compare the usage with what is included: soon, or at once by a test clock, which may go on any time."""
    if tenant.clock_id is None:
        UsageCheck.objects.create(tenant=tenant)
    else:
        notify_of_usage(tenant, now)


@transaction.atomic
def reverse(*, event: UsageEvent, reason: str, by: Actor = SYSTEM, now: datetime) -> UsageEvent:
    """Take back the whole event, for its own month. `now` is the tenant's time.

    Raises UsageRefused for a reversal, for what is reversed already, without a reason, or for a month that is
    not billed again.
    """
    _check_reversal(event, reason, now)
    try:
        with transaction.atomic():
            reversal = insert_reversal(event, reason, now, UsageOrigin.STAFF)
    except IntegrityError as error:
        raise UsageRefused(_("This usage is reversed already.")) from error
    timeline.record(
        event.tenant,
        "usage_reversed",
        now,
        by=by,
        meter=event.meter.code,
        quantity=event.quantity,
        key=event.key,
    )
    return reversal


def insert_reversal(
    event: UsageEvent, reason: str, now: datetime, origin: UsageOrigin
) -> UsageEvent:
    return UsageEvent.objects.create(
        tenant_id=event.tenant_id,
        meter_id=event.meter_id,
        key=f"reversal:{event.pk}",
        quantity=-event.quantity,
        at=event.at,
        month=event.month,
        received_at=now,
        source=origin,
        reverses=event,
        reason=reason,
    )


def _check_reversal(event: UsageEvent, reason: str, now: datetime) -> None:
    if event.reverses_id is not None:
        raise UsageRefused(_("A reversal cannot be reversed. Report the usage again."))
    if not reason:
        raise UsageRefused(_("Please give a reason: the tenant will read it."))
    if not is_rated_again(event.tenant, Month.of(event.month), now):
        raise UsageRefused(_("This month is not billed again. Grant a credit instead."))


def _refuse_other_contents(
    tenant: Tenant, events: Sequence[Usage], meters: Mapping[str, Meter]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OTHER_CONTENTS, [*_columns(events, meters), tenant.pk])
        found = cursor.fetchall()
    if found:
        text = _("The key “%(key)s” is known with other contents.")
        raise UsageRefused(errors=[UsageError(n - 1, text % {"key": key}) for n, key in found])


def _columns(events: Sequence[Usage], meters: Mapping[str, Meter]) -> list[list[object]]:
    return [
        [event.key for event in events],
        [meters[event.meter].pk for event in events],
        [event.quantity for event in events],
        [event.at for event in events],
    ]


_INSERT = """
INSERT INTO billing_usageevent
  (tenant_id, received_at, source, key, meter_id, quantity, at, month)
SELECT %s, %s, %s, given.*
FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::date[]) AS given
ON CONFLICT (tenant_id, key) DO NOTHING
"""
_OTHER_CONTENTS = """
SELECT given.n, given.key
FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::timestamptz[])
  WITH ORDINALITY AS given (key, meter_id, quantity, at, n)
JOIN billing_usageevent known ON known.tenant_id = %s AND known.key = given.key
WHERE (known.meter_id, known.quantity, known.at) <> (given.meter_id, given.quantity, given.at)
ORDER BY given.n
"""
