"""Monthly recurring revenue (MRR), its movements and churn, by currency and month.

MRR of a day is the sum of what the plans of that day cost a month: the base of each tenant's version that is
in force and billed. Usage, trials, free plans, suspensions and tenants with a test clock count nothing; a
contract counts its base. A movement is what a change adds to it or takes from it; each is in one of five
classes, as ChartMogul defines them (https://help.chartmogul.com/hc/en-us/articles/203299912). So the end of a
month is its start and its movements, and the start of the next one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection, models
from django.utils.translation import pgettext_lazy

from billing.months import Month


class Movement(models.TextChoices):
    """New, of a tenant who never had MRR before; churned, to none; reactivated, from none again."""

    NEW = "new", pgettext_lazy("MRR", "New")
    EXPANSION = "expansion", pgettext_lazy("MRR", "Expansion")
    REACTIVATION = "reactivation", pgettext_lazy("MRR", "Reactivation")
    CONTRACTION = "contraction", pgettext_lazy("MRR", "Contraction")
    CHURN = "churn", pgettext_lazy("MRR", "Churn")


NEW, EXPANSION, CONTRACTION = Movement.NEW, Movement.EXPANSION, Movement.CONTRACTION
CHURN, REACTIVATION = Movement.CHURN, Movement.REACTIVATION

# One row a currency, month and class; of the months before the first one `month` is null. `since` is the
# day on which a tenant had MRR: a later change from none is a reactivation.
MOVEMENTS = """
WITH amounts AS (
    SELECT change.subscription_id, change.day, tenant.currency,
        CASE WHEN change.is_billed THEN version.base ELSE 0 END AS mrr
    FROM billing_subscriptionchange change
    JOIN billing_subscription subscription ON subscription.id = change.subscription_id
    JOIN billing_tenant tenant ON tenant.id = subscription.tenant_id
    LEFT JOIN billing_billingplanversion version ON version.id = change.version_id
    WHERE tenant.clock_id IS NULL AND change.day <= %(last)s
),
steps AS (
    SELECT currency, day, mrr, lag(mrr, 1, 0) OVER changes AS before,
        min(day) FILTER (WHERE mrr > 0) OVER changes AS since
    FROM amounts WINDOW changes AS (PARTITION BY subscription_id ORDER BY day)
)
SELECT currency,
    CASE WHEN day >= %(first)s THEN date_trunc('month', day)::date END AS month,
    CASE
        WHEN before = 0 AND since = day THEN 'new'
        WHEN before = 0 THEN 'reactivation'
        WHEN mrr = 0 THEN 'churn'
        WHEN mrr > before THEN 'expansion'
        ELSE 'contraction'
    END AS class,
    sum(mrr - before), count(*)
FROM steps WHERE mrr <> before
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class RevenueMonth:
    """Amounts of contraction and churn are negative. A rate without anything at the start is None.

    Customers are tenants with MRR. The rates are ChartMogul's standard ones, as fractions
    (https://help.chartmogul.com/hc/en-us/articles/207340419).
    """

    month: Month
    start: Decimal
    start_customers: int
    amounts: Mapping[str, Decimal] = field(default_factory=dict)  # by class of movement
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def end(self) -> Decimal:
        return self.start + sum(self.amounts.values())

    @property
    def end_customers(self) -> int:
        return self.start_customers + customers_of(self.counts)

    def amount(self, movement: str) -> Decimal:
        return self.amounts.get(movement, Decimal(0))

    @property
    def customer_churn(self) -> Decimal | None:
        """Customers that churned, of those at the start."""
        return _rate(Decimal(self.counts.get(CHURN, 0)), Decimal(self.start_customers))

    @property
    def gross_churn(self) -> Decimal | None:
        """Revenue lost by churn and contraction, of that at the start."""
        return _rate(-self.amount(CHURN) - self.amount(CONTRACTION), self.start)

    @property
    def net_churn(self) -> Decimal | None:
        """Revenue lost less what expansion and reactivation added; negative if these are more."""
        lost = -self.amount(CHURN) - self.amount(CONTRACTION)
        return _rate(lost - self.amount(EXPANSION) - self.amount(REACTIVATION), self.start)


def revenue_by_month(months: Sequence[Month], today: date) -> dict[str, list[RevenueMonth]]:
    """By currency; consecutive months, the last one as of `today`: later changes are planned only."""
    found: dict[str, dict[date | None, list[tuple[str, Decimal, int]]]] = {}
    for currency, month, *movement in _movements(months[0].first, min(months[-1].last, today)):
        found.setdefault(currency, defaultdict(list))[month].append(tuple(movement))  # type: ignore[arg-type]
    return {currency: _series(months, found[currency]) for currency in sorted(found)}


def customers_of(counts: Mapping[str, int]) -> int:
    """How many more customers there are after these movements."""
    return counts.get(NEW, 0) + counts.get(REACTIVATION, 0) - counts.get(CHURN, 0)


def _movements(first: date, last: date) -> Iterable[tuple[str, date | None, str, Decimal, int]]:
    with connection.cursor() as cursor:
        cursor.execute(MOVEMENTS, {"first": first, "last": last})
        rows: list[tuple[str, date | None, str, Decimal, int]] = cursor.fetchall()
    return rows


def _series(
    months: Sequence[Month], found: Mapping[date | None, Iterable[tuple[str, Decimal, int]]]
) -> list[RevenueMonth]:
    series: list[RevenueMonth] = []
    before = _of(months[0], Decimal(0), 0, found.get(None, ()))
    for month in months:
        series.append(_of(month, before.end, before.end_customers, found.get(month.first, ())))
        before = series[-1]
    return series


def _of(
    month: Month, start: Decimal, customers: int, rows: Iterable[tuple[str, Decimal, int]]
) -> RevenueMonth:
    rows = list(rows)
    amounts = {movement: amount for movement, amount, _count in rows}
    counts = {movement: count for movement, _amount, count in rows}
    return RevenueMonth(month, start, customers, amounts, counts)


def _rate(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole else None
