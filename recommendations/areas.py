"""The list for everybody in an area who has none of their own: what is popular, and what is new, near it."""

from collections.abc import Iterator
from itertools import islice
from math import floor

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Floor

from accounts.models import Address
from recommendations.interactions import Place, Taste
from recommendations.knowledge import Knowledge
from recommendations.lists import PLAIN, Ranking, new_nearby, ranked
from recommendations.models import Recommendation

CELL = 0.02  # degrees: an area is about 2 km wide
NEW_DAYS = 21.0  # for which a store is new
NEW_RANK = 3  # where a new store is shown on purpose, counted from 0


def cell_of(place: Place) -> str:
    return f"{floor(place.latitude / CELL)}:{floor(place.longitude / CELL)}"


def with_a_new_one(ranking: Ranking, fresh: Ranking, turn: int, length: int) -> Ranking:
    """The list with one of the new stores at NEW_RANK; another one for each `turn`."""
    if not fresh:
        return ranking[:length]
    chosen = fresh[turn % len(fresh)]
    others = [one for one in ranking if one.item != chosen.item]
    return [*others[:NEW_RANK], chosen, *others[NEW_RANK:]][:length]


@transaction.atomic
def write_areas(knowledge: Knowledge, length: int) -> None:
    """Of every area where somebody has things delivered; the old lists are readable until this commits."""
    Recommendation.objects.filter(user=None).delete()
    rows = _rows(knowledge, length)
    while batch := list(islice(rows, 2000)):
        Recommendation.objects.bulk_create(batch)


def _rows(knowledge: Knowledge, length: int) -> Iterator[Recommendation]:
    for row, column in _cells_of_addresses():
        here = Taste(place=Place((row + 0.5) * CELL, (column + 0.5) * CELL))
        ranking = ranked(PLAIN, knowledge, here, length)
        fresh = new_nearby(knowledge, here, NEW_DAYS)
        listed = with_a_new_one(ranking, fresh, int(knowledge.now), length)
        for rank, each in enumerate(listed):
            yield Recommendation(
                cell=f"{row}:{column}", rank=rank, store_id=each.item, reason=each.reason
            )


def _cells_of_addresses() -> list[tuple[int, int]]:
    known = Address.objects.filter(latitude__isnull=False, longitude__isnull=False).order_by()
    cells = known.annotate(row=Floor(F("latitude") / CELL), column=Floor(F("longitude") / CELL))
    return [
        (int(row), int(column)) for row, column in cells.values_list("row", "column").distinct()
    ]
