"""The figures of some days, and what follows from them."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.days import Days
from core.money import money_format


@dataclass(frozen=True, slots=True)
class Figures:
    """The fields are those of coupons.models.DayOfFigures, in the order of statements.COLUMNS."""

    claimed: int = 0
    used: int = 0
    views: int = 0
    purchases: int = 0
    new_customers: int = 0
    sales: Decimal = Decimal(0)
    store_discount: Decimal = Decimal(0)
    platform_discount: Decimal = Decimal(0)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            **{name: getattr(self, name) + getattr(other, name) for name in self.__slots__}
        )

    def __bool__(self) -> bool:
        return any(astuple(self))

    @property
    def discount(self) -> Decimal:
        return self.store_discount + self.platform_discount

    @property
    def claimed_percent(self) -> int | None:
        """Of those who saw it; None if nobody did, or fewer than claimed: some did not need the page."""
        return _percent(self.claimed, self.views)

    @property
    def used_percent(self) -> int | None:
        """Of those claimed; None if there are none, or fewer than were used: these are from before."""
        return _percent(self.used, self.claimed)

    @property
    def average_discount(self) -> Decimal | None:
        return self.discount / self.used if self.used else None

    @property
    def sales_per_discount(self) -> Decimal | None:
        """What customers paid for each unit of money that was taken off."""
        return self.sales / self.discount if self.discount else None


def total(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())


def chart_of(by_day: Mapping[date, Figures], days: Days, currency: str) -> dict[str, Any]:
    """For static/js/statistics.js: every day, those without figures too."""
    rows = [by_day.get(day, Figures()) for day in days.each()]
    return {
        "money": money_format(currency),
        "days": [day.isoformat() for day in days.each()],
        "claimed": [row.claimed for row in rows],
        "used": [row.used for row in rows],
        "sales": [str(row.sales) for row in rows],
    }


def _percent(part: int, whole: int) -> int | None:
    return round(part * 100 / whole) if whole and part <= whole else None
