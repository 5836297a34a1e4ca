"""Confidence intervals by resampling readers (the bootstrap), which needs no formula for their spread."""

import random
from collections.abc import Sequence
from typing import NamedTuple

DRAWS = 300  # resamples: the ends of an interval of 95 % are then good to a tenth of its width
CONFIDENCE = 0.95


class Interval(NamedTuple):
    """A value with the ends of its confidence interval."""

    value: float
    low: float
    high: float

    @classmethod
    def around(cls, value: float, resampled: Sequence[float]) -> "Interval":
        """Centred on the value: a resample has fewer distinct readers, so what they cover is biased."""
        ordered = sorted(resampled)
        shift = value - sum(ordered) / len(ordered)
        tail = int(len(ordered) * (1 - CONFIDENCE) / 2)
        low, high = ordered[tail] + shift, ordered[-1 - tail] + shift
        return cls(value, min(low, value), max(high, value))

    def of_a_share(self) -> "Interval":
        """No share is below 0 or above 1."""
        return Interval(self.value, max(self.low, 0.0), min(self.high, 1.0))


def draws_of(readers: int, seed: int) -> list[list[int]]:
    """The same for each list, so that they can be compared reader by reader."""
    chance = random.Random(seed)  # noqa: S311 (statistics, not a secret)
    return [chance.choices(range(readers), k=readers) for _ in range(DRAWS)]


def interval_of(values: Sequence[float], draws: Sequence[Sequence[int]]) -> Interval:
    """Of the mean."""
    means = [sum(map(values.__getitem__, draw)) / len(values) for draw in draws]
    return Interval.around(sum(values) / len(values), means)


def mean_difference(
    one: Sequence[float], other: Sequence[float], draws: Sequence[Sequence[int]]
) -> Interval:
    return interval_of([a - b for a, b in zip(one, other, strict=True)], draws)
