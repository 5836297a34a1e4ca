"""The arithmetic of bench.landing; what it measures needs an idle machine."""

from collections import Counter

import pytest

from bench.landing import breaks, rates_table, wrong_with
from bench.open_loop import Arrivals, arrive, break_at

SOLD = Counter({"paid": 50, "refused: “Tea” is sold out.": 150})


def test_every_visit_is_made_and_errors_are_counted_apart():
    visits = iter([None, None, ValueError("sold out"), None])

    def visit():
        if error := next(visits):
            raise error

    arrivals = arrive(visit, rate=400, seconds=0.01)

    assert (len(arrivals.times), arrivals.errors) == (3, {"ValueError: sold out": 1})


def test_a_rate_breaks_when_it_does_so_twice():
    runs = [0.1, 0.6, 0.2, 0.7, 0.8]  # seconds: of 20, of 40 twice, of 80 twice

    held, broken = break_at(lambda rate: Arrivals(rate, [runs.pop(0)] * 2), [20, 40, 80], 0.5)

    assert (held, breaks(held, broken)) == (40, "80 a second (p99 800 ms)")


def test_one_error_breaks_a_rate():
    arrivals = Arrivals(20, [0.1, 0.1], Counter({"WrongAnswer: 500": 1}))

    assert not arrivals.holds(0.5)
    assert breaks(None, arrivals) == "20 a second (1 × WrongAnswer: 500)"


def test_what_never_broke_is_named_by_its_highest_rate():
    assert breaks(640, None) == "not at 640 a second"


def test_ratios_are_those_of_single_rounds():
    table = rates_table({"control": [10, 20, 40], "order": [1, 4, 20]})

    assert table.splitlines()[-1] == "| order | 4 | 20.0% |"


@pytest.mark.parametrize(
    ("answers", "sold", "stock"),
    [
        (SOLD + Counter(paid=1), (51, 51), (0, 0)),
        (SOLD, (50, 49), (0, 0)),
        (SOLD, (50, 50), (1, 1)),
        (SOLD, (50, 50), (0, 1)),
        (SOLD + Counter({"WrongAnswer: placing: 500": 1}), (50, 50), (0, 0)),
    ],
)
def test_each_broken_rule_of_a_rush_is_named(answers, sold, stock):
    assert wrong_with(SOLD, (50, 50), (0, 0), 50) == []
    assert len(wrong_with(answers, sold, stock, 50)) == 1
