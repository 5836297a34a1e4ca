"""Clicks, orders and earnings of partners, by day and by partner. Own purchases count as no order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from affiliates.models import Click, EntryKind, LedgerEntry, Partner, Sale
from core.days import DAY, Days, midnight
from core.money import money_format

EARNING = (EntryKind.SALE, EntryKind.REVERSAL, EntryKind.RESTORATION)


@dataclass(frozen=True, slots=True)
class PartnerFigures:
    """`earned` is what sales earned less what refunds took back, on their own days."""

    clicks: int = 0
    orders: int = 0
    earned: Decimal = Decimal(0)

    def __add__(self, other: "PartnerFigures") -> "PartnerFigures":
        return PartnerFigures(
            self.clicks + other.clicks, self.orders + other.orders, self.earned + other.earned
        )

    @property
    def conversion(self) -> Decimal | None:
        """Orders of a hundred clicks; None without clicks: a code may be typed without any."""
        return round(Decimal(self.orders * 100) / self.clicks, 1) if self.clicks else None


def figures_by_day(
    partners: Collection[Partner], days: Days, currency: str
) -> dict[date, PartnerFigures]:
    """Of all these partners together: every day, also those without figures; three queries."""
    clicks, sales, entries = _rows(partners, days, currency)
    counted = dict(clicks.annotate(day=TruncDate("at")).values_list("day").annotate(Count("pk")))
    sold = dict(sales.annotate(day=TruncDate("sold_at")).values_list("day").annotate(Count("pk")))
    earned = dict(entries.annotate(day=TruncDate("at")).values_list("day").annotate(Sum("amount")))
    return {
        day: PartnerFigures(counted.get(day, 0), sold.get(day, 0), earned.get(day, Decimal(0)))
        for day in days.each()
    }


def figures_of(
    partners: Collection[Partner], days: Days, currency: str
) -> Mapping[int, PartnerFigures]:
    """By primary key; three queries for any number of partners."""
    clicks, sales, entries = _rows(partners, days, currency)
    counted = dict(clicks.values_list("code__partner").annotate(Count("pk")))
    sold = dict(sales.values_list("partner").annotate(Count("pk")))
    earned = dict(entries.values_list("partner").annotate(Sum("amount")))
    return {
        each.pk: PartnerFigures(
            counted.get(each.pk, 0), sold.get(each.pk, 0), earned.get(each.pk, Decimal(0))
        )
        for each in partners
    }


def total_of(figures: Collection[PartnerFigures]) -> PartnerFigures:
    return sum(figures, PartnerFigures())


def chart_of(by_day: Mapping[date, PartnerFigures], currency: str) -> dict[str, Any]:
    """For static/js/statistics.js, whose bars are `claimed` and `used` and whose line is `sales`."""
    days = sorted(by_day)
    return {
        "money": money_format(currency),
        "days": [day.isoformat() for day in days],
        "claimed": [by_day[day].clicks for day in days],
        "used": [by_day[day].orders for day in days],
        "sales": [str(by_day[day].earned) for day in days],
    }


def _rows(
    partners: Collection[Partner], days: Days, currency: str
) -> tuple[QuerySet[Click], QuerySet[Sale], QuerySet[LedgerEntry]]:
    between = midnight(days.first), midnight(days.last + DAY)
    of_time = {"gte": between[0], "lt": between[1]}
    clicks = Click.objects.filter(code__partner__in=partners, **_on("at", of_time)).order_by()
    sales = Sale.objects.filter(Q(excluded=""), partner__in=partners, currency=currency)
    entries = LedgerEntry.objects.filter(
        partner__in=partners, currency=currency, kind__in=EARNING, **_on("at", of_time)
    )
    return clicks, sales.filter(**_on("sold_at", of_time)).order_by(), entries.order_by()


def _on(field: str, limits: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{field}__{lookup}": value for lookup, value in limits.items()}
