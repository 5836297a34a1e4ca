"""Whether the personal lists matter: what readers did who got one, beside those who got the plain list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coupons.lifecycle import CouponStatus
from recommendations.sources import NOT_BOUGHT

WINDOW = timedelta(days=28)
LEAST_READERS = 30  # of each group: below this the interval below is not one of 95 %
Z = 1.96  # standard errors to each side of a confidence interval of 95 %
LABELS = {
    "clicks": gettext_lazy("Stores opened"),
    "orders": gettext_lazy("Orders"),
    "claims": gettext_lazy("Coupons claimed"),
}
MORE = {
    "clicks": gettext_lazy(
        "With the personal list a reader opens %(value)s more stores (%(interval)s)."
    ),
    "orders": gettext_lazy(
        "With the personal list a reader makes %(value)s more orders (%(interval)s)."
    ),
    "claims": gettext_lazy(
        "With the personal list a reader claims %(value)s more coupons (%(interval)s)."
    ),
}
FEWER = {
    "clicks": gettext_lazy(
        "With the personal list a reader opens %(value)s fewer stores (%(interval)s)."
    ),
    "orders": gettext_lazy(
        "With the personal list a reader makes %(value)s fewer orders (%(interval)s)."
    ),
    "claims": gettext_lazy(
        "With the personal list a reader claims %(value)s fewer coupons (%(interval)s)."
    ),
}


@dataclass(frozen=True, slots=True)
class Group:
    """`means` and `variances` are per reader, by metric."""

    readers: int
    means: dict[str, float]
    variances: dict[str, float]


NOBODY = Group(0, dict.fromkeys(LABELS, 0.0), dict.fromkeys(LABELS, 0.0))


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric: its mean per reader in both groups, the difference, and the ends of its interval."""

    metric: str
    personal: float
    plain: float
    low: float
    high: float
    is_enough: bool

    @property
    def label(self) -> str:
        return str(LABELS[self.metric])

    @property
    def sentence(self) -> str:
        """In plain words."""
        if not self.is_enough or self.low <= 0 <= self.high:
            return _("No difference can be seen yet.")
        difference = self.personal - self.plain
        low, high = sorted((abs(self.low), abs(self.high)))
        words = {
            "value": _decimal(abs(difference)),
            "interval": _("between %(low)s and %(high)s")
            % {"low": _decimal(low), "high": _decimal(high)},
        }
        return str((MORE if difference > 0 else FEWER)[self.metric]) % words


@dataclass(frozen=True, slots=True)
class Comparison:
    personal: Group
    plain: Group

    @property
    def metrics(self) -> list[Compared]:
        return [self._compared(metric) for metric in LABELS]

    def _compared(self, metric: str) -> Compared:
        """By the normal distribution, with each group's own variance (Welch)."""
        one, other = self.personal, self.plain
        is_enough = min(one.readers, other.readers) >= LEAST_READERS
        parts = [each.variances[metric] / each.readers for each in (one, other) if each.readers]
        difference, margin = one.means[metric] - other.means[metric], Z * sqrt(sum(parts))
        return Compared(
            metric,
            one.means[metric],
            other.means[metric],
            difference - margin,
            difference + margin,
            is_enough,
        )


def compare(now: datetime) -> Comparison:
    """What readers did after they first saw a list within the WINDOW, in one query."""
    values: dict[str, Any] = {
        "first_day": timezone.localtime(now - WINDOW).date(),
        "now": now,
        "not_bought": [str(status.value) for status in NOT_BOUGHT],
        "revoked": CouponStatus.REVOKED.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        groups = {is_plain: _group(*numbers) for is_plain, *numbers in cursor.fetchall()}
    return Comparison(personal=groups.get(False, NOBODY), plain=groups.get(True, NOBODY))


def _group(readers: int, *numbers: float | None) -> Group:
    floats = [float(each or 0) for each in numbers]
    return Group(
        readers,
        dict(zip(LABELS, floats[:3], strict=True)),
        dict(zip(LABELS, floats[3:], strict=True)),
    )


def _decimal(value: float) -> str:
    return number_format(value, decimal_pos=2)


_SQL = """
WITH reader AS (
    SELECT user_id, bool_or(is_plain) AS is_plain, min(at) AS first, sum(clicks) AS clicks
    FROM recommendations_exposure WHERE day >= %(first_day)s AND at <= %(now)s GROUP BY user_id
), act AS (
    SELECT is_plain, clicks, (
        SELECT count(*) FROM orders_order
        WHERE customer_id = reader.user_id AND placed_at BETWEEN first AND %(now)s
        AND status <> ALL(%(not_bought)s)
    ) AS orders, (
        SELECT count(*) FROM coupons_coupon
        WHERE customer_id = reader.user_id AND issued_at BETWEEN first AND %(now)s
        AND status <> %(revoked)s
    ) AS claims
    FROM reader
)
SELECT is_plain, count(*), avg(clicks), avg(orders), avg(claims),
    var_samp(clicks), var_samp(orders), var_samp(claims)
FROM act GROUP BY is_plain
"""
