"""The draft of an invoice: what the preview shows and what finalising makes, by one function.

Nothing of it is stored.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from billing.draft_lines import Draft, MonthFacts, TenantFacts, draft_of
from billing.minimums import minimum_of
from billing.models import ClosedMonth, Meter, Tenant
from billing.months import LATE_MONTHS, Month
from billing.proration import PlanChange
from billing.queries import changes_of_tenant
from billing.usage import counts_of, usage_of


def draft(tenant: Tenant, month: Month) -> Draft:
    """What the month costs by all that is known of it, and how that is paid."""
    return draft_of(facts_of(tenant, month, closed_before(tenant, month)))


def closed_before(tenant: Tenant, month: Month) -> list[ClosedMonth]:
    """The closed months whose late events the month bills, and the month itself if it is closed."""
    first = month.before(LATE_MONTHS)[-1].first
    return list(
        ClosedMonth.objects.filter(
            tenant=tenant, first_day__gte=first, first_day__lte=month.first
        ).select_related("invoice")
    )


def facts_of(tenant: Tenant, month: Month, closed: Sequence[ClosedMonth]) -> TenantFacts:
    changes, names = _history_of(tenant)
    # Before the usage: an event that arrives in between is billed now, and found to have been billed later.
    counts = counts_of(tenant, [month, *(each.month for each in closed)])
    late = [
        each for each in closed if each.month < month and counts.get(each.month, 0) > each.events
    ]
    own = _month_facts(tenant, month, counts)
    return TenantFacts(
        currency=tenant.currency,
        changes=changes,
        plan_names=names,
        month=own,
        late=[_month_facts(tenant, each.month, counts, each.amount) for each in late],
        balance=tenant.balance,
        meter_names=_meter_names(own.usage),
        minimum=minimum_of(tenant.currency),
    )


def _history_of(tenant: Tenant) -> tuple[list[PlanChange], dict[str, str]]:
    """The changes of plan, and the names of the plans by code."""
    rows = changes_of_tenant(tenant)
    names = {row.version.plan.code: row.version.plan.name for row in rows if row.version}
    return [row.as_billed for row in rows], names


def _meter_names(codes: Collection[str]) -> dict[str, str]:
    """The names of the meters by code."""
    meters = Meter.objects.filter(code__in=codes) if codes else Meter.objects.none()
    return dict(meters.values_list("code", "name"))


def _month_facts(
    tenant: Tenant, month: Month, counts: Mapping[Month, int], billed: Decimal = Decimal(0)
) -> MonthFacts:
    return MonthFacts(month, counts.get(month, 0), usage_of(tenant, month), billed)
