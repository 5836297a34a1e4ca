"""Which list would have shown readers what they chose next: one cut in time, for everybody the same.

The lists know what happened before the cut and contain what was live then; what readers did after it is what
they should have shown. What readers had used before and what was new to them are judged apart, too.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log2

from recommendations.bootstrap import Interval, draws_of, interval_of, mean_difference
from recommendations.interactions import Interaction, Item, Taste, popularity_of, tastes_of
from recommendations.knowledge import Knowledge, Neighbours
from recommendations.lists import COLLABORATIVE, DEFAULT, PLAIN, SIMPLE, ranked

TOP = 10  # of a list are judged
TEST_SHARE = 0.2  # of the interactions, the last ones, are after the cut
MAX_READERS = 1000  # judged; a larger site takes a sample
LEAST_READERS = 50  # below this no list can be chosen
SHUFFLED = "shuffled"
NeighboursOf = Callable[[Sequence[Interaction]], Neighbours]  # of recommendations.neighbours
PARTS = ("all", "repeat", "new")
SEED = 11  # the sample, the shuffle and the intervals are the same in every run


@dataclass(frozen=True, slots=True)
class Score:
    """Of one list in one part; `ndcgs` is that of each reader, in the same order for each list."""

    recall: Interval
    ndcg: Interval
    coverage: Interval
    ndcgs: Sequence[float] = field(repr=False, default=())


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`left_out` interactions after the cut are of items that were not live at it."""

    cut: float
    interactions: int
    items: int
    readers: Mapping[str, int]  # by part
    left_out: int
    scores: Mapping[str, Mapping[str, Score]]  # by part and list; empty without readers
    winner: str = DEFAULT
    explanation: str = "few"  # a code: see recommendations.report


@dataclass(frozen=True, slots=True)
class Question:
    """One reader at the cut, and what they chose after it."""

    user: int
    taste: Taste
    chosen: frozenset[int]


def cut_of(interactions: Sequence[Interaction]) -> float:
    """The moment from which on the last TEST_SHARE happened. They are sorted by time."""
    return interactions[int(len(interactions) * (1 - TEST_SHARE))].at


def evaluate(
    interactions: Sequence[Interaction],
    items: Sequence[Item],
    cut: float,
    *,
    neighbours_of: NeighboursOf | None = None,
) -> Evaluation:
    """The interactions are sorted by time. Without `neighbours_of` there is no collaborative filtering."""
    before = [each for each in interactions if each.at < cut]
    after = [each for each in interactions if each.at >= cut]
    neighbours = neighbours_of(before) if neighbours_of else None
    knowledge = Knowledge(items, popularity_of(before, cut), cut, neighbours)
    questions, left_out = _questions(before, after, knowledge)
    lists = [*SIMPLE, *(COLLABORATIVE if neighbours_of else ())]
    scores = {
        part: _scores_of(part, questions, lists, knowledge) if questions else {} for part in PARTS
    }
    evaluation = Evaluation(
        cut=cut,
        interactions=len(interactions),
        items=len(knowledge.live),
        readers={part: len(_of_part(part, questions)) for part in PARTS},
        left_out=left_out,
        scores={part: found for part, found in scores.items() if found},
    )
    return _with_winner(evaluation)


def _questions(
    before: Sequence[Interaction], after: Sequence[Interaction], knowledge: Knowledge
) -> tuple[list[Question], int]:
    chosen: dict[int, set[int]] = {}
    for each in after:
        if each.item in knowledge.live:
            chosen.setdefault(each.user, set()).add(each.item)
    left_out = sum(each.item not in knowledge.live for each in after)
    known = {each.user for each in before}
    users = sorted(chosen.keys() & known)
    if len(users) > MAX_READERS:
        users = sorted(random.Random(SEED).sample(users, MAX_READERS))  # noqa: S311
    sampled = set(users)
    tastes = tastes_of(
        (each for each in before if each.user in sampled), knowledge.items, knowledge.now
    )
    return [Question(user, tastes[user], frozenset(chosen[user])) for user in users], left_out


def _of_part(part: str, questions: Sequence[Question]) -> list[Question]:
    """Those that have an answer in this part: what they chose again, or for the first time."""
    if part == "all":
        return list(questions)
    found = []
    for each in questions:
        seen = each.taste.visits.keys()
        chosen = each.chosen & seen if part == "repeat" else each.chosen - seen
        if chosen:
            found.append(Question(each.user, each.taste, frozenset(chosen)))
    return found


def _scores_of(
    part: str, questions: Sequence[Question], lists: Sequence[str], knowledge: Knowledge
) -> dict[str, Score]:
    asked = _of_part(part, questions)
    if not asked:
        return {}
    draws = draws_of(len(asked), SEED)
    tops = {code: [_top(part, code, knowledge, one.taste, one) for one in asked] for code in lists}
    tops[SHUFFLED] = [
        _top(part, lists[-1], knowledge, other.taste, one)
        for one, other in zip(asked, _shuffled(asked), strict=True)
    ]
    return {code: _score(found, asked, draws, len(knowledge.live)) for code, found in tops.items()}


def _shuffled(asked: Sequence[Question]) -> list[Question]:
    """Everybody gets the taste of somebody else, if there are two."""
    order = list(range(len(asked)))
    random.Random(SEED).shuffle(order)  # noqa: S311
    others = dict(zip(order, order[1:] + order[:1], strict=True))
    return [asked[others[at]] for at in range(len(asked))]


def _top(part: str, code: str, knowledge: Knowledge, taste: Taste, one: Question) -> list[int]:
    """Of the reader `one`, by some taste. In the parts a list has only what belongs to them."""
    items = [each.item for each in ranked(code, knowledge, taste)]
    if part == "repeat":
        items = [item for item in items if item in one.taste.visits]
    elif part == "new":
        items = [item for item in items if item not in one.taste.visits]
    return items[:TOP]


def _score(
    tops: Sequence[Sequence[int]],
    asked: Sequence[Question],
    draws: Sequence[Sequence[int]],
    live: int,
) -> Score:
    recalls = [recall(top, one.chosen) for top, one in zip(tops, asked, strict=True)]
    ndcgs = [ndcg(top, one.chosen) for top, one in zip(tops, asked, strict=True)]

    def covered(draw: Sequence[int]) -> float:
        return len({item for at in draw for item in tops[at]}) / live

    return Score(
        recall=interval_of(recalls, draws).of_a_share(),
        ndcg=interval_of(ndcgs, draws).of_a_share(),
        coverage=Interval.around(
            covered(range(len(tops))), [covered(draw) for draw in draws]
        ).of_a_share(),
        ndcgs=ndcgs,
    )


def recall(top: Sequence[int], chosen: frozenset[int]) -> float:
    """The share of what can be found among TOP that is found."""
    return len(chosen.intersection(top)) / min(len(chosen), TOP)


def ndcg(top: Sequence[int], chosen: frozenset[int]) -> float:
    """Normalized discounted cumulative gain: 1 if everything chosen comes first."""
    gain = sum(1 / log2(rank + 2) for rank, item in enumerate(top) if item in chosen)
    return gain / sum(1 / log2(rank + 2) for rank in range(min(len(chosen), TOP)))


def _with_winner(evaluation: Evaluation) -> Evaluation:
    """The site uses the list with the highest NDCG; see `_choice` for what it has to be better than."""
    if evaluation.readers["all"] < LEAST_READERS:
        return evaluation
    winner, explanation = _choice(evaluation.scores["all"])
    return replace(evaluation, winner=winner, explanation=explanation)


def _choice(scores: Mapping[str, Score]) -> tuple[str, str]:
    """The best simple list; collaborative filtering only if clearly better; a personal one only if proven.

    Clearly: the whole confidence interval of the difference, reader by reader, is above zero.
    """
    best = max(SIMPLE, key=lambda code: scores[code].ndcg.value)  # the first of equals
    explanation = "best"
    found = [code for code in COLLABORATIVE if code in scores]
    if found:
        other = max(found, key=lambda code: scores[code].ndcg.value)
        if _is_clearly_better(scores[other], scores[best]):
            best, explanation = other, "together"
    is_personal = best not in ("popular", PLAIN)
    if is_personal and not _is_clearly_better(scores[best], scores[SHUFFLED]):
        best = max(("popular", PLAIN), key=lambda code: scores[code].ndcg.value)
        explanation = "unproven"
    return best, explanation


def _is_clearly_better(one: Score, other: Score) -> bool:
    draws = draws_of(len(one.ndcgs), SEED)
    return mean_difference(one.ndcgs, other.ndcgs, draws).low > 0
