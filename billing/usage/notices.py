"""Notifies a tenant when most, and when all, of what its plan includes is used: once each month."""

from datetime import datetime

from django.db import transaction

from billing import timeline
from billing.events import AllowanceUsed
from billing.models import Meter, Tenant, UsageCheck, UsageNotice
from billing.months import Month, local_month
from billing.proration import Span, billed_days, spans_of
from billing.queries import changes_of_tenant
from billing.usage.rating import included_units
from billing.usage.reading import usage_of
from core.events import publish
from core.sweeps import sweep

MAX_CHECKS = 20_000  # read a run


def check_usage(now: datetime) -> int:
    """Compare what tenants used since the last run with what is included; returns the number of tenants."""
    checks: dict[int, list[int]] = {}
    for pk, tenant in UsageCheck.objects.order_by("pk").values_list("pk", "tenant")[:MAX_CHECKS]:
        checks.setdefault(tenant, []).append(pk)
    tenants = Tenant.objects.select_related("clock").in_bulk(checks)
    return sweep(
        checks.items(),
        lambda row: _check(tenants[row[0]], row[1], now),
        failed="comparing usage with what is included",
    )


@transaction.atomic
def notify_of_usage(tenant: Tenant, now: datetime) -> None:
    """Of the month in which the tenant is; `now` is its time. A tenant with a test clock has its timeline."""
    month = local_month(now, tenant.tz)
    spans = billed_spans(tenant, month)
    if not any(rate.included for span in spans for rate in span.terms.rates.values()):
        return
    used = usage_of(tenant, month, billed_days(spans, [month]))
    for meter in Meter.objects.filter(code__in=used):
        included = included_units(spans, month, meter.code)
        if included:
            _notify(tenant, meter, month, used[meter.code], included, now)


def billed_spans(tenant: Tenant, month: Month) -> list[Span]:
    """What the tenant is billed for, by the present state of its subscription."""
    return spans_of([change.as_billed for change in changes_of_tenant.all(tenant.pk)], month)


def _check(tenant: Tenant, checks: list[int], now: datetime) -> bool:
    # What is committed from here on has a check of its own, which is not deleted below.
    notify_of_usage(tenant, tenant.time_at(now))
    UsageCheck.objects.filter(pk__in=checks).delete()
    return True


def _notify(
    tenant: Tenant, meter: Meter, month: Month, used: int, included: int, now: datetime
) -> None:
    """Only of the highest share, where several are reached at once."""
    reached = [each for each in UsageNotice.PERCENTS if used * 100 >= included * each]
    made = None
    for percent in reached:
        notice, is_new = UsageNotice.objects.get_or_create(
            tenant=tenant,
            meter=meter,
            month=month.first,
            percent=percent,
            defaults={"used": used, "included": included, "at": now},
        )
        made = notice if is_new else made
    if made:
        _publish(made)


def _publish(notice: UsageNotice) -> None:
    timeline.record(
        notice.tenant,
        "allowance_used",
        notice.at,
        meter=notice.meter.code,
        percent=notice.percent,
        included=notice.included,
    )
    if notice.tenant.clock_id is None:
        publish(AllowanceUsed(notice))
