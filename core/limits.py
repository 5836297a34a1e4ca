"""Limits of what an owner may have; config/limits.py lists what counts, and where the numbers come from.

Apps ask here and know no plan. A limit refuses what an owner adds, and what is beyond it, oldest first, is
read-only for its owner until there is room again: that is derived, not stored. Customers are never refused.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.allowances import UNLIMITED, Allowances, LimitUsage, MonthlyCount, Resource, Text
from core.postgresql.advisory_locks import lock_name


class LimitRefused(Exception):
    """Nothing was changed; the text can be shown to the user as it is. `owner_id` is whose limit it is."""

    def __init__(self, text: str, owner_id: int) -> None:
        super().__init__(text)
        self.owner_id = owner_id


class LimitReached(LimitRefused):
    """The owner may have no more of it."""


class RowReadOnly(LimitRefused):
    """The row is beyond the limits of its owner."""


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
    if owner_id is not None and allowances_of(owner_id).most(code) is not None:
        _one_at_a_time(owner_id)
    if refusal := refusal_beyond(code, owner_id, adding=adding, now=now):
        raise refusal


def refusal_beyond(
    code: str, owner_id: int | None, *, adding: int = 1, now: datetime | None = None
) -> LimitReached | None:
    """What `refuse_beyond` would raise now, without a lock: for a page before anything is entered there."""
    allowances, resource = allowances_of(owner_id), _resources.get(code)
    if owner_id is None or resource is None:
        return None
    if allowances.frozen:
        return LimitReached(str(allowances.frozen), owner_id)
    most = allowances.most(code)
    if most is None or resource.used(owner_id, now or timezone.now()) + adding <= most:
        return None
    return LimitReached(resource.refusal(most), owner_id)


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
