"""Finds overlapping opening hours, as minutes of a week."""

from collections.abc import Sequence
from datetime import time
from itertools import combinations

DAY = 24 * 60  # minutes
WEEK = 7 * DAY

Span = tuple[
    int, time, time
]  # weekday, opens, closes; closing at or before opening is the next day


def first_overlap(spans: Sequence[Span]) -> tuple[Span, Span] | None:
    """Two spans that include the same minute of a week, or None."""
    for one, other in combinations(sorted(spans), 2):
        if _overlap(one, other):
            return one, other
    return None


def _overlap(one: Span, other: Span) -> bool:
    """Compare as if the week began with `one`, so that Sunday night can overlap Monday morning."""
    start, length = _start_and_length(one)
    other_start, other_length = _start_and_length(other)
    gap = (other_start - start) % WEEK
    return gap < length or gap + other_length > WEEK


def _start_and_length(span: Span) -> tuple[int, int]:
    weekday, opens, closes = span
    start, end = _minutes(opens), _minutes(closes)
    return weekday * DAY + start, (end - start) % DAY or DAY


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
