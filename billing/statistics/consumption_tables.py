"""The table of a meter: its units by month and plan."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.models import Meter
from billing.months import Month
from billing.statistics.consumption import UsedByPlan
from billing.statistics.tables import COUNT, STACKED, TEXT, Column, Table, chart


def meter_table(meter: Meter, found: Sequence[UsedByPlan], months: Sequence[Month]) -> Table:
    rows = [(row.month, _plan(row), row.units, row.tenants) for row in found]
    units = {(row.month, _plan(row)): row.units for row in found}
    plans = dict.fromkeys(_plan(row) for row in found)
    drawn = {plan: [units.get((month, plan), 0) for month in months] for plan in plans}
    return Table(
        f"usage-{meter.code}",
        str(meter),
        _("Month"),
        [
            Column(pgettext("billing", "Plan"), TEXT),
            Column(meter.unit_label, COUNT),
            Column(_("Tenants"), COUNT),
        ],
        rows,
        [chart(STACKED, [(month,) for month in months], drawn, unit=COUNT)],
    )


def _plan(row: UsedByPlan) -> str:
    if row.is_contract:
        return _("Own contracts")
    return row.plan or _("Without a plan")
