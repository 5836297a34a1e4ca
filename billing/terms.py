"""What a version of a plan costs: a base a month, included usage, and the price of what exceeds it."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Tier:
    """The price of each unit up to the `up_to`-th unit of overage; the last tier has no end."""

    price: Decimal  # of one unit, in major units; may be finer than the minor unit
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Of one meter: `included` units a month, then tiers from the first unit of overage on."""

    included: int = 0
    tiers: tuple[Tier, ...] = ()

    def __post_init__(self) -> None:
        ends = [tier.up_to for tier in self.tiers[:-1]]
        rising = all(end is not None for end in ends) and _is_rising([0, *_known(ends)])
        if self.tiers and not (rising and self.tiers[-1].up_to is None):
            raise ValueError("Tiers end one after the other, and the last one never.")

    def price_of(self, overage: int) -> Decimal:
        """The exact price of so many units of overage; nothing where the rate has no tiers."""
        price, start = Decimal(0), 0
        for tier in self.tiers:
            end = overage if tier.up_to is None else min(overage, tier.up_to)
            price += tier.price * max(0, end - start)
            start = max(start, end)
        return price


@dataclass(frozen=True, slots=True)
class Terms:
    """Of one version of a plan; `code` and `version` name it. `rates` are by the code of their meter."""

    code: str
    version: int
    base: Decimal  # a month, in major units of the tenant's currency
    rates: Mapping[str, Rate] = field(default_factory=dict, hash=False)

    def rate(self, meter: str) -> Rate:
        """Usage of a meter that the plan does not name is free."""
        return self.rates.get(meter, Rate())


def _known(ends: Sequence[int | None]) -> list[int]:
    return [end for end in ends if end is not None]


def _is_rising(numbers: Sequence[int]) -> bool:
    return all(before < after for before, after in itertools.pairwise(numbers))
