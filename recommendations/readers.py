"""Writes the lists of readers, a batch at a time."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from recommendations.areas import NEW_DAYS, with_a_new_one
from recommendations.experiment import is_plain
from recommendations.interactions import Taste, tastes_of
from recommendations.knowledge import Knowledge
from recommendations.lists import DEFAULT, PLAIN, Ranking, Suggestion, new_nearby, ranked
from recommendations.models import Dismissal, Neighbour, Recommendation, Training
from recommendations.sources import (
    days_of,
    interactions_of,
    items_of_site,
    places_of,
    popularity_of_site,
    users_to_learn,
    users_with_interactions,
)

BATCH = 200  # readers of a transaction
LIST_LENGTH = 12  # stores of a list


class Known:
    """What the steps of one job share: the time, and what is known of the stores then."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    @cached_property
    def knowledge(self) -> Knowledge:
        """With the neighbours that are stored: none unless the chosen list needs them."""
        neighbours: dict[int, list[tuple[int, float]]] = {}
        rows = Neighbour.objects.order_by("store", "-likeness", "other")
        for store, other, likeness in rows.values_list("store", "other", "likeness"):
            neighbours.setdefault(store, []).append((other, likeness))
        items = items_of_site(only_offered=True)
        return Knowledge(items, popularity_of_site(self.now), days_of(self.now), neighbours)


def list_readers(training: Training, known: Known) -> bool:
    """The lists of the next readers; those who have no recent interactions any more lose theirs."""
    users = users_with_interactions(known.now, training.last_user_id, BATCH)
    is_last = len(users) < BATCH
    passed = Recommendation.objects.filter(user__gt=training.last_user_id)
    (passed if is_last else passed.filter(user__lte=users[-1])).delete()
    if users:
        rows = _rows_of(users, training.chosen or DEFAULT, known)
        Recommendation.objects.bulk_create(rows, batch_size=2000)
        training.readers += len({row.user_id for row in rows})
        training.last_user_id = users[-1]
    return is_last


def list_for(
    user: int, code: str, knowledge: Knowledge, taste: Taste, unwanted: set[int]
) -> Ranking:
    """What is stored for a reader: a few get the plain list, the others a new store on purpose, too."""
    if is_plain(user):
        return ranked(PLAIN, knowledge, taste, LIST_LENGTH)
    ranking = [one for one in ranked(code, knowledge, taste) if one.item not in unwanted]
    fresh = [one for one in new_nearby(knowledge, taste, NEW_DAYS) if one.item not in unwanted]
    # Another one every night, and not the same for all.
    return with_a_new_one(ranking, fresh, user + int(knowledge.now), LIST_LENGTH)


def _rows_of(users: Sequence[int], code: str, known: Known) -> list[Recommendation]:
    knowledge = known.knowledge
    learned = set(users_to_learn(users))
    tastes = tastes_of(interactions_of(users, known.now), knowledge.items, knowledge.now)
    places, unwanted = places_of(users), _dismissed_by(users)
    rows = []
    for user, taste in tastes.items():
        if user in learned:
            taste.place = places.get(user, taste.place)
            ranking = list_for(user, code, knowledge, taste, unwanted.get(user, set()))
            rows += [_row(user, rank, each) for rank, each in enumerate(ranking)]
    return rows


def _row(user: int, rank: int, each: Suggestion) -> Recommendation:
    return Recommendation(
        user_id=user,
        rank=rank,
        store_id=each.item,
        reason=each.reason,
        times=each.times,
        like_id=each.like,
    )


def _dismissed_by(users: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for user, store in Dismissal.objects.filter(user__in=users).values_list("user", "store"):
        found.setdefault(user, set()).add(store)
    return found
