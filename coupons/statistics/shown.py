"""What the pages of statistics show of figures by day."""

from collections.abc import Collection
from typing import Any

from django.conf import settings

from core.days import Days
from coupons.statistics.advice import sentences_of
from coupons.statistics.figures import chart_of, total
from coupons.statistics.queries import ByDay


def shown_figures(by_day: ByDay, days: Days, currency: str) -> dict[str, Any]:
    """The context of templates/coupons/statistics/_total.html and _chart.html."""
    sums = total(by_day.values())
    return {
        "currency": currency,
        "total": sums,
        "most": max(sums.views, sums.claimed, sums.used),
        "sentences": sentences_of(sums, currency),
        "rows": [(day, by_day[day]) for day in sorted(by_day, reverse=True)],
        "chart": chart_of(by_day, days, currency),
    }


def chosen_currency(asked: str, found: Collection[str], usual: str = "") -> str:
    """As asked for; else the usual one (of new stores), unless there are only others."""
    if asked in found:
        return asked
    usual = usual or settings.DEFAULT_CURRENCY
    return usual if usual in found or not found else min(found)
