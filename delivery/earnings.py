"""What riders earned: the fees of what they delivered, by currency and by day."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncDate

from core.money import money_format
from delivery.lifecycle import DELIVERED
from delivery.models import Delivery

Row = Mapping[str, Any]

USUAL_DAYS, MOST_DAYS = 30, 366
EARLIEST = date(2000, 1, 1)


def earned(deliveries: QuerySet[Delivery]) -> Iterable[Row]:
    """`jobs` and `fees` of these deliveries by `currency`."""
    by_currency = _delivered(deliveries).values(currency=F("order__currency"))
    return by_currency.annotate(jobs=Count("pk"), fees=Sum("fee")).order_by("currency")


def earned_a_day(deliveries: QuerySet[Delivery], first: date, last: date) -> Iterable[Row]:
    """The same by `day` (in the site's time zone) from first to last; days without any are left out."""
    within = _delivered(deliveries).filter(ended_at__date__range=(first, last))
    by_day = within.values(day=TruncDate("ended_at"), currency=F("order__currency"))
    return by_day.annotate(jobs=Count("pk"), fees=Sum("fee")).order_by("-day", "currency")


def days_shown(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    """The first and the last day of a chart: as requested, else the 30 up to today; at most 366."""
    last = max(min(until or today, today), EARLIEST)
    first = since or last - timedelta(days=USUAL_DAYS - 1)
    return max(min(first, last), last - timedelta(days=MOST_DAYS - 1)), last


def chart_of(rows: Iterable[Row], first: date, last: date) -> dict[str, Any]:
    """The data of static/js/earnings.js: every day, and for each currency its fees in that order."""
    fees: dict[str, dict[date, Any]] = {}
    for row in rows:
        fees.setdefault(row["currency"], {})[row["day"]] = row["fees"]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        "days": days,
        "fees": {code: [of_day.get(day, 0) for day in days] for code, of_day in fees.items()},
        "money": {code: money_format(code) for code in fees},
    }


def _delivered(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return deliveries.order_by().filter(status=DELIVERED)
