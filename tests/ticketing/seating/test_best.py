"""The best free seats: together, near, and none left alone."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketing.seating.best import best_seats
from ticketing.seating.plan import plan_of
from ticketing.seating.samples import SAMPLES
from ticketing.seating.specs import SeatKind, SeatSpec

FOCUS = (0.0, -100.0)
WIDTH = 12  # seats a row


def hall(rows, width=WIDTH, aisle=None):
    """Rows of seats around x = 0, the first nearest to the stage; with an aisle after that seat."""
    return tuple(
        SeatSpec(f"{y}-{x}", "Stalls", str(y), str(x), "R", _x(x, width, aisle), y * 30.0, 10)
        for y in range(rows)
        for x in range(width)
    )


def _x(place, width, aisle):
    return (place - (width - 1) / 2) * 25.0 + (40 if aisle is not None and place > aisle else 0)


def test_the_middle_of_the_first_row_is_the_best():
    assert best_seats(hall(3), range(36), 4, FOCUS) == (4, 5, 6, 7)


def test_the_order_in_the_document_does_not_matter():
    seats = hall(1)[::-1]

    assert best_seats(seats, range(12), 2, FOCUS) == (5, 6)


def test_no_seat_is_left_alone_where_another_choice_does_not():
    """Of five around the middle, the middle three would leave two alone."""
    assert best_seats(hall(1), range(4, 9), 3, FOCUS) == (4, 5, 6)


def test_a_free_seat_of_another_category_is_not_left_alone_either():
    """Seats 5 and 6 would leave 7 alone, 4 and 5 would leave the other one."""
    assert best_seats(hall(1), [4, 5, 6, 7], 2, FOCUS) == (4, 5)
    assert best_seats(hall(1), [4, 5, 6, 7], 2, FOCUS, others=[3]) == (6, 7)


def test_an_aisle_parts_a_row():
    seats = hall(1, aisle=5)

    assert best_seats(seats, range(4, 8), 4, FOCUS) == ()
    assert best_seats(seats, range(4, 8), 2, FOCUS) in {(4, 5), (6, 7)}


def test_two_rows_behind_one_another_only_if_no_row_has_so_many():
    free = [4, 5, 6, *(WIDTH + n for n in (4, 5, 6)), *(3 * WIDTH + n for n in range(6))]

    assert best_seats(hall(4), free, 6, FOCUS) == tuple(3 * WIDTH + n for n in range(6))
    assert best_seats(hall(4), free[:6], 6, FOCUS) == tuple(free[:6])
    assert best_seats(hall(4), free[:6], 7, FOCUS) == ()


def test_rows_that_are_not_neighbours_are_not_together():
    free = [4, 5, *(2 * WIDTH + n for n in (4, 5))]

    assert best_seats(hall(3), free, 4, FOCUS) == ()


def test_places_for_wheelchairs_are_only_chosen_by_hand():
    seats = list(hall(1, width=3))
    seats[1] = SeatSpec("w", "Stalls", "0", "1", "R", 0.0, 0.0, 10, SeatKind.WHEELCHAIR)

    assert best_seats(seats, range(3), 1, FOCUS) in {(0,), (2,)}
    assert best_seats(seats, range(3), 2, FOCUS) == ()


def groups_of(row, free):
    """How long each run of free seats of a row of the hall is."""
    return [len(run) for run in "".join(".#"[n in free] for n in row).split(".") if run]


@given(st.frozensets(st.integers(0, 3 * WIDTH - 1)), st.integers(1, 8))
@settings(max_examples=120)
def test_whatever_is_free_the_promises_hold(free, number):
    seats = hall(3)

    found = best_seats(seats, free, number, FOCUS)

    rows = [range(n * WIDTH, (n + 1) * WIDTH) for n in range(3)]
    fits = any(length >= number for row in rows for length in groups_of(row, free))
    assert set(found) <= free
    assert len(found) in (0, number)
    assert not fits or found == tuple(range(found[0], found[0] + number))
    assert found == best_seats(seats, sorted(free, reverse=True), number, FOCUS)
    if len({n // WIDTH for n in found}) == 2:
        assert not fits
        assert abs(found[0] // WIDTH - found[-1] // WIDTH) == 1


@given(st.frozensets(st.integers(0, WIDTH - 1)), st.integers(1, 5))
@settings(max_examples=120)
def test_a_seat_is_left_alone_only_if_every_choice_does_so(free, number):
    def singles(chosen):
        alone_before = groups_of(range(WIDTH), free).count(1)
        return groups_of(range(WIDTH), free - set(chosen)).count(1) - alone_before

    found = best_seats(hall(1), free, number, FOCUS)

    choices = [range(n, n + number) for n in range(WIDTH - number + 1)]
    choices = [chosen for chosen in choices if free.issuperset(chosen)]
    assert bool(found) == bool(choices)
    if found and min(singles(chosen) for chosen in choices) <= 0:
        assert singles(found) <= 0


@pytest.mark.parametrize(("number", "step"), [(2, 1), (6, 2), (8, 3)])
def test_it_is_fast_in_the_largest_sample(number, step):
    plan = plan_of(SAMPLES["arena"].document())
    free = [n for n in range(len(plan.seats)) if step == 1 or n % (step + 1)]
    best_seats(plan.seats, free, number, plan.focus)  # the rows are found once

    began = time.process_time()
    best_seats(plan.seats, free, number, plan.focus)

    assert time.process_time() - began < 0.15  # usually 0.02; processes share the cores
