"""The lists that can be recommended, from the simplest to the most elaborate.

Each takes what is known of all items and of one reader, and ranks live items, each with its true reason.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from recommendations.interactions import Taste
from recommendations.knowledge import Knowledge
from recommendations.reasons import Reason

MAX_RANKED = 200  # items of a list
AGAIN_FIRST = 4  # items ordered before, at the head of the mixed lists
POPULAR_FROM = 3  # people: of fewer it would be untrue, and would show what one of them did
OTHER_FOOD = 0.1  # what a category counts that the reader never chose


class Suggestion(NamedTuple):
    """`times` is how often the reader ordered there, `like` another item that they like."""

    item: int
    reason: Reason
    times: int = 0
    like: int | None = None


Ranking = list[Suggestion]
List = Callable[[Knowledge, Taste], Iterable[Suggestion]]


def most_popular(knowledge: Knowledge, taste: Taste) -> Iterator[Suggestion]:
    """For everybody the same."""
    for item in knowledge.by_popularity:
        yield Suggestion(item, _site_reason(knowledge, item))


def popular_near(knowledge: Knowledge, taste: Taste) -> Iterator[Suggestion]:
    """Popularity, less with each kilometre."""
    for item, _score, _kilometres in knowledge.nearby(taste.place):
        yield Suggestion(item, _near_reason(knowledge, item))


def order_again(knowledge: Knowledge, taste: Taste) -> Iterator[Suggestion]:
    """What the reader used most and last, then what is popular near them."""
    yield from _seen(knowledge, taste)
    yield from popular_near(knowledge, taste)


def what_they_eat(knowledge: Knowledge, taste: Taste) -> Iterator[Suggestion]:
    """Some to order again, then what is popular near the reader in the categories they choose."""
    seen = list(_seen(knowledge, taste))
    yield from seen[:AGAIN_FIRST]
    yield from _unseen_in_categories(knowledge, taste)
    yield from seen[AGAIN_FIRST:]


def together(knowledge: Knowledge, taste: Taste) -> Iterator[Suggestion]:
    """Some to order again, then what those like who like the same (collaborative filtering)."""
    seen = list(_seen(knowledge, taste))
    yield from seen[:AGAIN_FIRST]
    yield from _liked_by_alike(knowledge, taste)
    yield from _unseen_in_categories(knowledge, taste)
    yield from seen[AGAIN_FIRST:]


def again_and_together(knowledge: Knowledge, taste: Taste) -> Iterator[Suggestion]:
    """All to order again, then what those like who like the same."""
    yield from _seen(knowledge, taste)
    yield from _liked_by_alike(knowledge, taste)
    yield from popular_near(knowledge, taste)


# By the code that is stored, the simplest first: of two that are equally good the site uses the simpler one.
SIMPLE: dict[str, List] = {
    "popular": most_popular,
    "near": popular_near,
    "again": order_again,
    "taste": what_they_eat,
}
COLLABORATIVE: dict[str, List] = {"together": together, "both": again_and_together}
LISTS: dict[str, List] = {**SIMPLE, **COLLABORATIVE}
PLAIN, DEFAULT = "near", "taste"


def ranked(code: str, knowledge: Knowledge, taste: Taste, most: int = MAX_RANKED) -> Ranking:
    """Each item once, for the first reason that it has."""
    found: dict[int, Suggestion] = {}
    for each in LISTS[code](knowledge, taste):
        found.setdefault(each.item, each)
        if len(found) >= most:
            break
    return list(found.values())


def new_nearby(knowledge: Knowledge, taste: Taste, days: float) -> list[Suggestion]:
    """Near ones that the reader has not used, and that exist for so many days at most."""
    return [
        Suggestion(each.item, Reason.NEW)
        for each in knowledge.nearby(taste.place)
        if each.item not in taste.visits
        and knowledge.now - knowledge.items[each.item].since <= days
    ]


def _seen(knowledge: Knowledge, taste: Taste) -> Iterator[Suggestion]:
    live = (item for item in taste.seen() if item in knowledge.live)
    for item in islice(live, MAX_RANKED):
        visit = taste.visits[item]
        if visit.orders:
            yield Suggestion(item, Reason.AGAIN, times=visit.orders)
        else:
            yield Suggestion(item, Reason.FOLLOWED if visit.is_followed else Reason.CLAIMED)


def _unseen_in_categories(knowledge: Knowledge, taste: Taste) -> Iterator[Suggestion]:
    affinities = taste.affinities(knowledge.items)

    def liking(item: int) -> float:
        return affinities.get(knowledge.items[item].category, 0.0)

    near = [each for each in knowledge.nearby(taste.place) if each.item not in taste.visits]
    for each in sorted(near, key=lambda one: -one.score * (OTHER_FOOD + liking(one.item))):
        yield Suggestion(
            each.item, _near_reason(knowledge, each.item, is_liked=liking(each.item) > 0)
        )


def _liked_by_alike(knowledge: Knowledge, taste: Taste) -> Iterator[Suggestion]:
    """By the sum over what the reader likes; the reason names what contributes most."""
    scores: dict[int, float] = {}
    likes: dict[int, tuple[float, int]] = {}
    for mine in taste.seen():
        for other, likeness in knowledge.neighbours.get(mine, ()):
            worth = taste.visits[mine].weight * likeness
            scores[other] = scores.get(other, 0.0) + worth
            likes[other] = max(likes.get(other, (0.0, mine)), (worth, mine))
    near = {each.item for each in knowledge.nearby(taste.place)} if knowledge.has_places else None
    for item in sorted(scores, key=lambda one: (-scores[one], one)):
        is_new = item not in taste.visits and item in knowledge.live
        if is_new and (near is None or item in near):
            yield Suggestion(item, Reason.TOGETHER, like=likes[item][1])


def _near_reason(knowledge: Knowledge, item: int, *, is_liked: bool = False) -> Reason:
    """`is_liked`: the reader chose its category before."""
    if not knowledge.has_places:
        return _site_reason(knowledge, item)
    if _is_popular(knowledge, item):
        return Reason.POPULAR_IN if is_liked else Reason.POPULAR_NEAR
    return Reason.NEAR_IN if is_liked else Reason.NEAR


def _site_reason(knowledge: Knowledge, item: int) -> Reason:
    return Reason.POPULAR if _is_popular(knowledge, item) else Reason.SHOWN


def _is_popular(knowledge: Knowledge, item: int) -> bool:
    return knowledge.people(item) >= POPULAR_FROM
