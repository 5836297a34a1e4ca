"""What a plan's document says, and the sentence for each one that cannot be used."""

import pytest

from tests.ticketing.seating.plans import document, row_of, seat
from ticketing.seating.plan import MAX_SEATS, plan_of
from ticketing.seating.specs import (
    CategorySpec,
    PlanRefused,
    RowLabel,
    SeatKind,
    SeatSpec,
    TextSpec,
)

HUGE = 10**9
SCRIPT = "<script>alert('jumun')</script>"


def refusal(plan):
    with pytest.raises(PlanRefused) as refused:
        plan_of(plan)
    return str(refused.value)


def changed(path, value):
    """The document with the value at that path, or without it."""
    plan = document()
    *way, last = path
    part = plan
    for key in way:
        part = part[key]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return plan


SEAT = ("zones", 0, "rows", 0, "seats", 1)


def test_positions_add_up_from_the_zone_to_the_seat():
    plan = plan_of(document(seat(1), seat(2, radius=12, jumun_kind="wheelchair")))

    first = SeatSpec("s1", "Stalls", "1", "1", "R", 110, 220, 10)
    second = SeatSpec("s2", "Stalls", "1", "2", "R", 135, 220, 12, SeatKind.WHEELCHAIR)
    assert plan.seats == (first, second)
    assert plan.categories == (CategorySpec("R", "#00f"),)


def test_an_older_file_leaves_positions_to_the_spacing():
    plan = document(*({**seat(n), "position": None} for n in (1, 2)))
    row_of(plan).update(number_of_seats=2, seats_spacing=30)
    plan["zones"][0]["areas"] = [
        {"width": 80, "height": 20, "text": "Stage", "position": {"x": 5, "y": 6}, "color": "red"}
    ]

    read = plan_of(plan)

    assert [each.x for each in read.seats] == [110, 140]
    [stage] = read.shapes
    assert (stage.kind, stage.x, stage.y, stage.numbers) == ("rectangle", 105, 206, (80, 20))
    assert stage.text == TextSpec("Stage", 40, 10, 16, "#3d342f")
    assert read.focus == (145, 216)


@pytest.mark.parametrize(
    ("area", "numbers"),
    [
        ({"shape": "circle", "circle": {"radius": 7}}, (7,)),
        ({"shape": "ellipse", "ellipse": {"radius": {"x": 7, "y": 8}}}, (7, 8)),
        (
            {"shape": "polygon", "polygon": {"points": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]}},
            (1, 2, 3, 4),
        ),
        ({"shape": "rectangle", "rectangle": {"width": 7, "height": 8}}, (7, 8)),
        ({"shape": "text", "text": {"text": "Bar", "position": {"x": 1, "y": 2}}}, ()),
    ],
)
def test_areas_are_drawn(area, numbers):
    plan = document()
    plan["zones"][0]["areas"] = [area]

    assert plan_of(plan).shapes[0].numbers == numbers


def test_row_numbers_are_shown_where_the_row_says():
    plan = document()
    row_of(plan)["row_number_position"] = "both"

    assert plan_of(plan).row_labels == (RowLabel("1", 80, 220), RowLabel("1", 190, 220))


@pytest.mark.parametrize("color", ["url(http://evil)", "javascript:1", "red;fill:blue", 7, "#12"])
def test_a_color_that_is_none_is_drawn_grey(color):
    assert plan_of(changed(("categories", 0, "color"), color)).categories[0].color == "#b8b0aa"


def test_a_script_is_a_name_like_any_other():
    plan = changed(("zones", 0, "name"), SCRIPT)

    assert plan_of(plan).seats[0].section == SCRIPT


ROW = "Zone 1 “Stalls”, row 1"


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("name",), None, "The plan: “name” is missing."),
        (("zones",), "x", "The plan: “zones” must be a list of objects."),
        (("zones",), [], "The plan has no seats."),
        (("zones", 0, "position"), None, "Zone 1 “Stalls” has no position."),
        (("zones", 0, "rows"), [1], "The plan has no seats."),
        ((*SEAT, "position"), None, f"{ROW}, seat 2 has no position."),
        ((*SEAT, "position"), {"x": 1}, f"{ROW}, seat 2: a position needs “x” and “y”."),
        ((*SEAT, "position", "x"), "1", f"{ROW}, seat 2: “x” must be a number."),
        ((*SEAT, "position", "x"), float("nan"), f"{ROW}, seat 2: “x” must be a number."),
        ((*SEAT, "position", "y"), HUGE, f"{ROW}, seat 2: “y” is too large: at most 100000."),
        ((*SEAT, "position", "y"), 10**400, f"{ROW}, seat 2: “y” is too large: at most 100000."),
        ((*SEAT, "radius"), HUGE, f"{ROW}, seat 2: “radius” is too large: at most 1000."),
        ((*SEAT, "category"), "VIP", f"{ROW}, seat 2: the plan has no category “VIP”."),
        ((*SEAT, "category"), None, f"{ROW}, seat 2: “category” is missing."),
        ((*SEAT, "seat_guid"), None, f"{ROW}, seat 2: “seat_guid” is missing."),
        ((*SEAT, "seat_guid"), ["a"], f"{ROW}, seat 2: “seat_guid” must be a text."),
        ((*SEAT, "seat_number"), "", f"{ROW}, seat 2: “seat_number” is missing."),
        (
            (*SEAT, "seat_guid"),
            "s1",
            "Two seats have the seat_guid “s1”: Stalls · Row 1 · Seat 1; and Stalls · Row 1 · Seat 2.",
        ),
        ((*SEAT, "seat_number"), "1", "This seat is there twice: Stalls · Row 1 · Seat 1."),
        ((*SEAT, "jumun_kind"), "sofa", f"{ROW}, seat 2: “jumun_kind” cannot be “sofa”."),
        (
            ("zones", 0, "name"),
            "x" * 101,
            f"Zone 1 “{'x' * 40}”: “name” is longer than 100 characters.",
        ),
        (
            ("categories",),
            [{"name": "R"}, {"name": "R"}],
            "The category “R” is there twice.",
        ),
        (("categories", 0, "name"), None, "Category 1: “name” is missing."),
        (
            ("zones", 0, "areas"),
            [{"shape": "star"}],
            "Zone 1 “Stalls”, area 1: unknown shape “star”.",
        ),
    ],
)
def test_a_refusal_says_where_in_the_plan_it_is(path, value, sentence):
    assert refusal(changed(path, value)) == sentence


def test_a_plan_has_a_limit_of_seats():
    plan = document(*({"seat_guid": "x"} for _n in range(100_000)))

    assert refusal(plan) == f"The plan has 100000 seats; at most {MAX_SEATS} can be used."
