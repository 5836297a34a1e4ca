"""Interactions of invented readers whose tastes are known, to try recommendations on."""

import random
from dataclasses import dataclass

from recommendations.interactions import Interaction, Item, Place

CENTRE = Place(37.5665, 126.9780)  # the city hall of Seoul
START = 20_000.0  # days since 1970: 2024-10-04


@dataclass(frozen=True, slots=True)
class Town:
    """`repeat` is how often an order goes to one of the reader's favourites rather than to a store at random.

    With `groups` each reader and each store belongs to one, and a reader orders in theirs alone; categories
    do not show which.
    """

    readers: int = 300
    stores: int = 60
    days: int = 60
    orders: int = 20  # of each reader
    favourites: int = 0
    repeat: float = 0.0
    groups: int = 1
    width: float = 0.02  # degrees
    seed: int = 1


def interactions_in(town: Town) -> tuple[list[Interaction], list[Item]]:
    """By time, and the stores: numbered from 0, readers from 1."""
    chance = random.Random(town.seed)  # noqa: S311
    stores = [
        Item(pk, _somewhere(chance, town.width), category=pk // town.groups % 4, since=START)
        for pk in range(town.stores)
    ]
    found: list[Interaction] = []
    for reader in range(1, town.readers + 1):
        mine = [store.pk for store in stores if store.pk % town.groups == reader % town.groups]
        favourites = chance.sample(mine, min(town.favourites, len(mine)))
        for _ in range(town.orders):
            is_favourite = bool(favourites) and chance.random() < town.repeat
            item = chance.choice(favourites if is_favourite else mine)
            found.append(Interaction(reader, item, START + chance.random() * town.days))
    return sorted(found, key=lambda each: each.at), stores


def _somewhere(chance: random.Random, width: float) -> Place:
    return Place(
        CENTRE.latitude + chance.uniform(-width, width),
        CENTRE.longitude + chance.uniform(-width, width),
    )
