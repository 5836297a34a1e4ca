"""Which list wins where it is known which one has to."""

from collections import Counter
from functools import cache
from itertools import combinations

import pytest

from devtools.interactions import START, Town, interactions_in
from recommendations.evaluation import (
    LEAST_READERS,
    SHUFFLED,
    cut_of,
    evaluate,
    ndcg,
    recall,
)
from recommendations.interactions import Interaction, Item, Kind
from recommendations.lists import COLLABORATIVE, SIMPLE
from recommendations.report import as_json, from_json, sentence_of, table_of

REPEATS = Town(readers=150, favourites=8, repeat=0.95, orders=30)
GROUPS = Town(readers=200, stores=80, groups=8, orders=8)
NO_TASTE = Town(readers=150, orders=4, stores=200)


def common_readers(interactions):
    """Stores by the readers they have in common: what `implicit` does, in a few lines."""
    baskets = {}
    for each in interactions:
        baskets.setdefault(each.user, set()).add(each.item)
    pairs = Counter(pair for one in baskets.values() for pair in combinations(sorted(one), 2))
    found = {}
    for (one, other), count in pairs.items():
        found.setdefault(one, []).append((other, count / 100))
        found.setdefault(other, []).append((one, count / 100))
    return found


@cache
def evaluated(town, neighbours_of=None):
    """The evaluation, which several tests share."""
    return evaluate_town(town, neighbours_of)


def evaluate_town(town, neighbours_of=None):
    interactions, items = interactions_in(town)
    return evaluate(interactions, items, cut_of(interactions), neighbours_of=neighbours_of)


def test_order_again_wins_where_readers_have_favourites():
    evaluation = evaluated(REPEATS)

    assert evaluation.winner == "again"
    assert evaluation.explanation == "best"
    scores = evaluation.scores["all"]
    assert scores["again"].ndcg.low > scores["popular"].ndcg.high


def test_collaborative_filtering_wins_where_groups_like_the_same():
    evaluation = evaluated(GROUPS, common_readers)

    assert evaluation.winner in COLLABORATIVE
    new = evaluation.scores["new"]
    assert all(new["together"].ndcg.low > new[code].ndcg.high for code in SIMPLE)


def test_collaborative_filtering_that_only_ties_is_not_used():
    """All that readers choose is what they chose before: what others like adds nothing."""
    town = Town(readers=150, favourites=8, repeat=1.0, orders=30)

    assert evaluated(town, common_readers).winner == "again"


def test_readers_with_favourites_in_groups_get_both():
    town = Town(readers=200, stores=160, groups=8, favourites=6, repeat=0.6, orders=14)

    assert evaluated(town, common_readers).winner == "both"


def test_collaborative_filtering_of_the_extra_wins_there():
    pytest.importorskip("implicit", reason="requirements-recommendations.txt is not installed")
    from recommendations.neighbours import neighbours_of

    evaluation = evaluated(GROUPS, neighbours_of)

    new = evaluation.scores["new"]
    assert evaluation.winner in COLLABORATIVE
    assert new["together"].recall.low > max(new[one].recall.high for one in ("taste", "near"))


def test_without_collaborative_filtering_a_simple_list_is_used():
    evaluation = evaluated(GROUPS)

    assert "together" not in evaluation.scores["all"]
    assert evaluation.winner in ("popular", "near", "again", "taste")


@pytest.mark.parametrize("town", [REPEATS, GROUPS])
def test_the_taste_of_another_reader_never_wins(town):
    scores = evaluated(town, common_readers).scores["all"]

    assert scores[SHUFFLED].ndcg.high < max(one.ndcg.low for one in scores.values())


def test_no_personal_list_is_used_where_readers_have_no_taste():
    evaluation = evaluated(NO_TASTE, common_readers)

    assert evaluation.winner in ("popular", "near")


def test_what_is_chosen_again_and_what_is_new_are_judged_apart():
    evaluation = evaluated(REPEATS)

    repeat, new = evaluation.scores["repeat"]["again"], evaluation.scores["new"]["again"]
    assert repeat.recall.value > 0.9
    assert new.recall.value < repeat.recall.value
    assert evaluation.readers["all"] >= evaluation.readers["repeat"] > 0


def test_of_few_readers_no_list_is_chosen():
    evaluation = evaluated(Town(readers=LEAST_READERS - 1, favourites=3, repeat=0.9))

    assert (evaluation.winner, evaluation.explanation) == ("taste", "few")


def test_only_what_was_live_at_the_cut_is_listed():
    cut = START + 10
    items = [
        Item(1, since=START),
        Item(2, since=START, until=cut - 1),  # closed
        Item(3, since=cut + 1),  # not there yet
    ]
    before = [Interaction(user, item, START + 1) for user in range(9) for item in (1, 2)]
    after = [Interaction(user, item, cut + 2) for user in range(9) for item in (1, 2, 3)]

    evaluation = evaluate(before + after, items, cut)

    assert evaluation.items == 1
    assert evaluation.left_out == 18
    assert evaluation.scores["all"]["popular"].recall.value == 1


def test_the_lists_know_nothing_of_what_happened_after_the_cut():
    cut = START + 10
    items = [Item(1, since=START), Item(2, since=START)]
    before = [Interaction(user, 1, START + 1) for user in range(5)]
    after = [Interaction(user, 2, cut + 1) for user in range(5) for _ in range(9)]

    scores = evaluate(before + after, items, cut).scores["all"]

    assert scores["popular"].ndcg.value == pytest.approx(0.63, abs=0.01)  # second of two


def test_intervals_are_around_the_value_and_the_same_in_every_run():
    one, other = evaluated(REPEATS), evaluate_town(REPEATS)

    for score in one.scores["all"].values():
        for interval in (score.recall, score.ndcg, score.coverage):
            assert interval.low <= interval.value <= interval.high
    assert one == other


def test_more_readers_make_narrower_intervals():
    few = evaluated(Town(readers=60, favourites=8, repeat=0.95)).scores["all"]["again"].ndcg
    many = evaluated(Town(readers=600, favourites=8, repeat=0.95)).scores["all"]["again"].ndcg

    assert many.high - many.low < (few.high - few.low) / 2


def test_the_metrics_of_known_lists():
    assert recall([1, 2, 3], frozenset({3, 4})) == 0.5
    assert ndcg([3, 4], frozenset({3, 4})) == 1
    assert ndcg([1, 3], frozenset({3})) == pytest.approx(0.6309, abs=0.0001)
    assert ndcg([1, 2], frozenset({3})) == 0


def test_the_table_ends_with_the_list_that_the_site_would_use():
    evaluation = evaluated(REPEATS)

    lines = table_of(evaluation).splitlines()

    assert lines[-1] == "The site would use “Order again”: it has the highest NDCG@10."
    assert any(line.startswith("Shuffled readers") for line in lines)
    assert table_of(from_json(as_json(evaluation))) == table_of(evaluation)


@pytest.mark.parametrize("explanation", ["best", "together", "unproven", "few"])
def test_every_explanation_is_a_sentence(explanation):
    assert "“Order again”" in sentence_of("again", explanation)


def test_follows_and_claims_count_half_of_an_order():
    from recommendations.interactions import tastes_of

    kinds = (Kind.ORDER, Kind.CLAIM, Kind.FOLLOW)
    interactions = [Interaction(1, item, START, kind) for item, kind in enumerate(kinds)]

    taste = tastes_of(interactions, {}, START)[1]

    assert [taste.visits[item].weight for item in range(3)] == [1, 0.5, 0.5]
    assert [taste.visits[item].orders for item in range(3)] == [1, 0, 0]
