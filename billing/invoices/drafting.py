"""The draft of an invoice: what the preview shows and what finalising makes, by one function.

Nothing of it is stored.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from billing.invoices.lines import Draft, MonthFacts, TenantFacts, draft_of
from billing.invoices.minimums import minimum_of
from billing.models import ClosedMonth, Tenant
from billing.months import LATE_MONTHS, Month
from billing.proration import PlanChange, billed_days, spans_of
from billing.queries import changes_of_tenant
from billing.usage import MonthlyUsage, monthly_usage
from core.days import Days
from core.prepared import Prepared


def draft(tenant: Tenant, month: Month) -> Draft:
    """What the month costs by all that is known of it, and how that is paid."""
    return draft_of(facts_of(tenant, month, closed_before(tenant, month)))


@Prepared
def closed_months(tenant_id: int, first: date, last: date) -> QuerySet[ClosedMonth]:
    """From the first days of one month to that of another."""
    months = ClosedMonth.objects.filter(
        tenant_id=tenant_id, first_day__gte=first, first_day__lte=last
    )
    return months.select_related("invoice")


def closed_before(tenant: Tenant, month: Month) -> list[ClosedMonth]:
    """The closed months whose late events the month bills, and the month itself if it is closed."""
    first = month.before(LATE_MONTHS)[-1].first
    return closed_months.all(tenant.pk, first, month.first)


def facts_of(
    tenant: Tenant,
    month: Month,
    closed: Sequence[ClosedMonth],
    instead: Sequence[PlanChange] | None = None,
) -> TenantFacts:
    """As it is, or as it would be with other changes of plan `instead`."""
    changes, names = _history_of(tenant)
    changes = changes if instead is None else list(instead)
    months = [month, *(each.month for each in closed)]
    used = monthly_usage(tenant, months, _billed(changes, months))
    late = [each for each in closed if each.month < month and used[each.month].events > each.events]
    return TenantFacts(
        currency=tenant.currency,
        changes=changes,
        plan_names=names,
        month=_month_facts(month, used[month]),
        late=[_month_facts(each.month, used[each.month], each.amount) for each in late],
        balance=tenant.balance,
        meter_names=used[month].names,
        minimum=minimum_of(tenant.currency),
    )


def _history_of(tenant: Tenant) -> tuple[list[PlanChange], dict[str, str]]:
    """The changes of plan, and the names of the plans by code."""
    rows = changes_of_tenant.all(tenant.pk)
    names = {row.version.plan.code: row.version.plan.name for row in rows if row.version}
    return [row.as_billed for row in rows], names


def _billed(changes: Sequence[PlanChange], months: Sequence[Month]) -> Sequence[Days] | None:
    """Days without a bill, as those of a trial, use up nothing and cost nothing."""
    return billed_days([span for each in months for span in spans_of(changes, each)], months)


def _month_facts(month: Month, used: MonthlyUsage, billed: Decimal = Decimal(0)) -> MonthFacts:
    return MonthFacts(month, used.events, used.units, billed)
