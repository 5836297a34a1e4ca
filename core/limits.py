"""Limits of what an owner may have; config/limits.py lists what counts, and where the numbers come from.

Apps ask here and know no plan. A limit refuses what an owner adds, and what is beyond it, oldest first, is
read-only for its owner until there is room again: that is derived, not stored. Customers are never refused.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.postgresql.advisory_locks import lock_name

Text = str | Promise

NEARLY_USED = 80  # percent


class LimitRefused(Exception):
    """Nothing was changed; the text can be shown to the user as it is. `owner_id` is whose limit it is."""

    def __init__(self, text: str, owner_id: int) -> None:
        super().__init__(text)
        self.owner_id = owner_id


class LimitReached(LimitRefused):
    """The owner may have no more of it."""


class RowReadOnly(LimitRefused):
    """The row is beyond the limits of its owner."""


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


# The allowances of an owner, by primary key; at most one query.
Source = Callable[[int], Allowances]

_resources: dict[str, Resource] = {}
_counts: dict[str, MonthlyCount] = {}
_source: Source | None = None
_plans_page: Callable[[], str] = str
_memo: ContextVar[dict[int, Allowances] | None] = ContextVar("allowances", default=None)


def connect(
    resources: Iterable[Resource],
    counts: Iterable[MonthlyCount] = (),
    *,
    source: Source | None = None,
    plans_page: Callable[[], str] = str,
) -> None:
    """Install what config/limits.py lists, replacing what was installed before.

    Without a source nothing is limited, and nothing is queried. `plans_page` returns the path of the page
    where owners change what they may have, or "".
    """
    global _source, _plans_page
    _resources.clear()
    _resources.update({resource.code: resource for resource in resources})
    _counts.clear()
    _counts.update({count.code: count for count in counts})
    _source, _plans_page = source, plans_page


def are_connected() -> bool:
    """Whether anything may be limited at all."""
    return _source is not None


def plans_page() -> str:
    return _plans_page()


def labels() -> dict[str, Text]:
    """Of all that may be limited, by code."""
    shown: list[Resource | MonthlyCount] = [*_resources.values(), *_counts.values()]
    return {each.code: each.label for each in shown}


@contextmanager
def remembered() -> Iterator[None]:
    """Within it the allowances of each owner are read once: for a request."""
    token = _memo.set({})
    try:
        yield
    finally:
        _memo.reset(token)


def allowances_changed(owner_id: int) -> None:
    """To be called by who changes them: they are read again."""
    (_memo.get() or {}).pop(owner_id, None)


def allowances_of(owner_id: int | None) -> Allowances:
    """Those of nobody, for a row without an owner, are unlimited."""
    if _source is None or owner_id is None:
        return UNLIMITED
    memo = _memo.get()
    if memo is None:
        return _source(owner_id)
    if owner_id not in memo:
        memo[owner_id] = _source(owner_id)
    return memo[owner_id]


def refuse_beyond(
    code: str, owner_id: int | None, *, adding: int = 1, now: datetime | None = None
) -> None:
    """Raise LimitReached if the owner may not have so many more of the resource.

    Call it in the transaction that writes them, as its last lock: until its end no other adds any.
    """
    allowances, resource = allowances_of(owner_id), _resources.get(code)
    if owner_id is None or resource is None:
        return
    if allowances.frozen:
        raise LimitReached(str(allowances.frozen), owner_id)
    most = allowances.most(code)
    if most is None:
        return
    _one_at_a_time(owner_id)
    if resource.used(owner_id, now or timezone.now()) + adding > most:
        raise LimitReached(resource.refusal(most), owner_id)


@contextmanager
def growing(
    owner_id: int | None, codes: Collection[str] = (), *, now: datetime | None = None
) -> Iterator[None]:
    """Raise LimitReached, and undo the block, if the owner has more after it than before, and too many.

    Of each resource, or of `codes`. For what adds rows of several, or rows that may count already.
    """
    limited = _limited(owner_id, codes)
    if owner_id is None or not limited:
        yield
        return
    now = now or timezone.now()
    frozen = str(allowances_of(owner_id).frozen)
    with transaction.atomic():
        _one_at_a_time(owner_id)
        before = [resource.used(owner_id, now) for resource, _most in limited]
        yield
        for (resource, most), former in zip(limited, before, strict=True):
            if resource.used(owner_id, now) > max(most, former):
                raise LimitReached(frozen or resource.refusal(most), owner_id)


def is_read_only(row: Any, now: datetime | None = None) -> bool:
    """Whether it is beyond the limit of its owner; what does not count is not."""
    resource = next((each for each in _resources.values() if type(row) in each.models), None)
    if _source is None or resource is None:
        return False
    owner_id = resource.owner_of(row)
    most = allowances_of(owner_id).most(resource.code)
    if most is None or owner_id is None:
        return False
    rows = resource.rows(owner_id, now or timezone.now())
    if isinstance(rows, QuerySet):
        return row.pk in rows.values_list("pk", flat=True)[most:]
    return resource.key(row) in map(resource.key, rows[most:])


def refuse_read_only(row: Any, now: datetime | None = None) -> None:
    """Raise RowReadOnly for a row beyond the limit of its owner."""
    if is_read_only(row, now):
        raise read_only(row)


def read_only(row: Any) -> RowReadOnly:
    """The refusal to change this row, which is beyond the limit of its owner."""
    owner_id = next(each for each in _resources.values() if type(row) in each.models).owner_of(row)
    text = _(
        "“%(row)s” is beyond what the plan includes, so it is read-only for now. Customers notice nothing,"
        " and orders are handled as always."
    )
    assert owner_id is not None  # what has no owner is unlimited
    return RowReadOnly(text % {"row": row}, owner_id)


def beyond(
    owner_id: int, allowances: Allowances, now: datetime | None = None
) -> dict[str, list[Any]]:
    """The rows that would be read-only with these allowances, by the code of their resource."""
    now = now or timezone.now()
    found = {
        code: resource.beyond(owner_id, allowances.most(code), now)
        for code, resource in _resources.items()
    }
    return {code: rows for code, rows in found.items() if rows}


def usage_of(owner_id: int, now: datetime | None = None) -> list[LimitUsage]:
    """What the owner has of each resource, and the counts of the month."""
    now, allowances = now or timezone.now(), allowances_of(owner_id)
    shown: list[Resource | MonthlyCount] = [*_resources.values(), *_counts.values()]
    return [
        LimitUsage(each.code, each.label, each.used(owner_id, now), allowances.most(each.code))
        for each in shown
    ]


def _limited(owner_id: int | None, codes: Collection[str]) -> list[tuple[Resource, int]]:
    allowances = allowances_of(owner_id)
    wanted = [each for code, each in _resources.items() if not codes or code in codes]
    if allowances.frozen:
        return [(each, 0) for each in wanted]
    found = [(each, allowances.most(each.code)) for each in wanted]
    return [(each, most) for each, most in found if most is not None]


def _one_at_a_time(owner_id: int) -> None:
    """Wait until no other transaction adds anything for the owner."""
    lock_name(f"limits:{owner_id}")
