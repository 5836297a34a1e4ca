"""What tenants used of each meter, by month and by the plan on which they were at its end."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from billing.models import Meter
from billing.months import Month

# A month of a tenant is rated by its last plan; the present month by that of today. Peaks are those of each
# tenant, added up. Contracts count as one plan.
USED = """
WITH used AS (
    SELECT event.tenant_id, event.month, event.meter_id, sum(event.quantity) AS units
    FROM billing_usageevent event
    JOIN billing_meter meter ON meter.id = event.meter_id AND meter.aggregation = 'sum'
    WHERE event.month BETWEEN %(first)s AND %(last)s
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT event.tenant_id, event.month, event.meter_id, max(event.quantity)
    FROM billing_usageevent event
    JOIN billing_meter meter ON meter.id = event.meter_id AND meter.aggregation = 'peak'
    WHERE event.month BETWEEN %(first)s AND %(last)s AND event.reverses_id IS NULL
    AND NOT EXISTS (SELECT FROM billing_usageevent reversal WHERE reversal.reverses_id = event.id)
    GROUP BY 1, 2, 3
),
spans AS (
    SELECT subscription.tenant_id, change.day AS first,
        lead(change.day) OVER (PARTITION BY change.subscription_id ORDER BY change.day) AS following,
        CASE WHEN change.kind <> 'suspend' THEN change.version_id END AS version_id
    FROM billing_subscriptionchange change
    JOIN billing_subscription subscription ON subscription.id = change.subscription_id
    WHERE change.day <= %(today)s
)
SELECT used.meter_id, used.month,
    CASE WHEN plan.tenant_id IS NULL THEN plan.name END AS plan,
    plan.tenant_id IS NOT NULL AS is_contract,
    sum(used.units), count(*)
FROM used
JOIN billing_tenant tenant ON tenant.id = used.tenant_id AND tenant.clock_id IS NULL
LEFT JOIN spans ON spans.tenant_id = used.tenant_id
    AND spans.first < used.month + interval '1 month'
    AND (spans.following IS NULL OR spans.following >= used.month + interval '1 month')
LEFT JOIN billing_billingplanversion version ON version.id = spans.version_id
LEFT JOIN billing_billingplan plan ON plan.id = version.plan_id
GROUP BY used.meter_id, used.month, 3, 4, plan.position
ORDER BY used.meter_id, used.month, plan.position, 3
"""


@dataclass(frozen=True, slots=True)
class UsedByPlan:
    """`plan` is its name; None without a plan, and for contracts."""

    month: Month
    plan: str | None
    is_contract: bool
    units: int
    tenants: int


def used_by_plan(months: Sequence[Month], today: date) -> dict[Meter, list[UsedByPlan]]:
    """By meter; each month and plan with usage, the earliest month first."""
    found: dict[int, list[UsedByPlan]] = defaultdict(list)
    parameters = {"first": months[0].first, "last": months[-1].first, "today": today}
    with connection.cursor() as cursor:
        cursor.execute(USED, parameters)
        for meter, month, plan, is_contract, units, tenants in cursor.fetchall():
            row = UsedByPlan(Month.of(month), plan, is_contract, int(units), tenants)
            found[meter].append(row)
    return {meter: found[meter.pk] for meter in Meter.objects.filter(pk__in=found)}
