"""The plans to start from, and what a map of them weighs."""

import gzip
import json
from pathlib import Path

import pytest
from django.conf import settings

from tests.ticketing.seating.plans import document, seat
from ticketing.seating.document import document_as_json, read_document
from ticketing.seating.geometry import digest_of, geometry_of
from ticketing.seating.plan import plan_of
from ticketing.seating.samples import SAMPLES
from ticketing.seating.specs import SeatKind

FIRST_VIEW = 120_000  # bytes transferred, of which the page itself and its frame take the most
STATIC = Path(settings.BASE_DIR) / "static"


def weight_of(content):
    return len(gzip.compress(content, 6))


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request):
    return SAMPLES[request.param]


def test_a_sample_is_a_valid_plan_of_its_size(sample):
    written = sample.document()

    plan = plan_of(read_document(document_as_json(written).encode()))

    assert len(plan.seats) == sample.seats
    assert {seat.category for seat in plan.seats} == {each.name for each in plan.categories}
    assert {SeatKind.WHEELCHAIR, SeatKind.COMPANION} < {seat.kind for seat in plan.seats}


def test_no_two_seats_of_a_sample_overlap(sample):
    seats = plan_of(sample.document()).seats
    cells = {}
    for each in seats:
        cells.setdefault((each.x // 24, each.y // 24), []).append(each)

    for (x, y), here in cells.items():
        near = [
            n for dx in (-1, 0, 1) for dy in (-1, 0, 1) for n in cells.get((x + dx, y + dy), ())
        ]
        for one in here:
            for other in near:
                apart = (one.x - other.x) ** 2 + (one.y - other.y) ** 2
                assert one is other or apart > (one.radius + other.radius) ** 2, (one, other)


def test_the_map_of_the_largest_sample_is_small_on_the_wire():
    geometry = geometry_of(plan_of(SAMPLES["arena"].document()))

    weight = sum(weight_of(content) for content in (geometry.encode(), b".hs." * 1_225))
    own = [*STATIC.glob("js/seat_*.js"), STATIC / "css/seat_map.css"]

    assert weight < 20_000
    assert weight + sum(weight_of(path.read_bytes()) for path in own) < FIRST_VIEW / 3


def test_geometry_is_whole_numbers_from_which_every_seat_can_be_drawn():
    plan = plan_of(document(seat(1), seat(2), seat(7, jumun_kind="companion")))

    drawn = json.loads(geometry_of(plan))

    [row] = drawn["rows"]
    assert row == [0, "1", ["1", "2", "7"], [1100, 250, 1250], [2200, 0, 0], 0, 100]
    assert (drawn["sections"], drawn["categories"]) == (["Stalls"], [["R", "#00f"]])
    assert (drawn["kinds"], drawn["index"]) == ({"2": 2}, None)


def test_seats_have_the_indexes_that_they_are_given():
    plan = plan_of(document(seat(1), seat(2)))

    drawn = json.loads(geometry_of(plan, {"s1": 5, "s2": 3}))

    assert drawn["index"] == [5, 3]


def test_equal_geometry_has_the_same_name():
    one, other = (geometry_of(plan_of(document(seat(1), seat(2)))) for _n in range(2))

    assert digest_of(one) == digest_of(other) != digest_of(geometry_of(plan_of(document())))
