"""The arithmetic of bench.compare; what it measures needs an idle machine."""

from collections import Counter

import pytest

from bench.compare_report import compared, table
from bench.guest_orders import Refused
from bench.load import put_load


def test_ratio_is_that_of_the_medians_and_pairs_are_compared_one_by_one():
    assert compared([10, 20, 40], [15, 24, 36]) == ("20", "24", "1.20", "0.90..1.50")


def test_what_the_old_side_has_none_of_has_no_ratio():
    assert compared([0, 1], [2, 3]) == ("0.50", "2.50", "-", "-")


def test_table_has_a_row_for_each_thing_measured():
    results = {"home": {"old": [{"a second": 50.0}], "new": [{"a second": 100.0}]}}

    assert table(results).splitlines()[-1].split("|")[1:-1] == [
        " home     ",
        " a second ",
        "   50 ",
        "  100 ",
        "      2.00 ",
        " 2.00..2.00 ",
    ]


def test_visits_are_made_once_where_no_time_is_given():
    load = put_load([list] * 3, 0)

    assert (load.done, load.errors) == (3, Counter())


@pytest.mark.parametrize(("error", "refused"), [(Refused("sold out"), 1), (OSError("down"), 0)])
def test_refusals_are_told_from_other_errors(error, refused):
    def visit():
        raise error

    load = put_load([visit], 0)

    assert (load.done, load.refusals.total(), load.errors.total()) == (0, refused, 1 - refused)
