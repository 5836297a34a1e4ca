"""What may be limited, what an owner may have of it, and has; core.limits compares them."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

Text = str | Promise

NEARLY_USED = 80  # percent


@dataclass(frozen=True, slots=True)
class Allowances:
    """What an owner may have: how many by code, unlimited where None or absent, and what is switched off.

    With `frozen`, a sentence, nothing may be added, and what is there stays as usable as it is.
    """

    limits: Mapping[str, int | None] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    frozen: Text = ""

    def most(self, code: str) -> int | None:
        return 0 if code in self.off else self.limits.get(code)


UNLIMITED = Allowances()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Rows that an owner has a limited number of.

    `rows` of an owner (by primary key) at a time are those that count, in the order in which they stay
    usable, as a queryset of `models`, or as a list with one row for each `key`. `included` is the sentence
    that refuses more than this number of them, `excluded` that for an owner who may have none.
    """

    code: str
    label: Text
    models: tuple[type[Model], ...]
    rows: Callable[[int, datetime], QuerySet[Any] | list[Any]]
    owner_of: Callable[[Any], int | None]
    included: Callable[[int], str]
    excluded: Text
    key: Callable[[Any], Hashable] = lambda row: row.pk

    def used(self, owner_id: int, now: datetime) -> int:
        rows = self.rows(owner_id, now)
        return len(rows) if isinstance(rows, list) else rows.count()

    def beyond(self, owner_id: int, most: int | None, now: datetime) -> list[Any]:
        return [] if most is None else list(self.rows(owner_id, now)[most:])

    def refusal(self, most: int) -> str:
        return self.included(most) if most else str(self.excluded)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyCount:
    """A number of the local month whose limit is shown and warned about, and never refuses anything."""

    code: str
    label: Text
    used: Callable[[int, datetime], int]


@dataclass(frozen=True, slots=True)
class LimitUsage:
    """How much of a limit is used; `most` is None where there is none."""

    code: str
    label: Text
    used: int
    most: int | None

    @property
    def percent(self) -> int | None:
        """Rounded down; more than 100 beyond the limit."""
        if self.most is None:
            return None
        return 100 * self.used // self.most if self.most else 100

    @property
    def is_nearly_used(self) -> bool:
        return bool(self.most) and (self.percent or 0) >= NEARLY_USED

    @property
    def is_beyond(self) -> bool:
        return self.most is not None and self.used > self.most
