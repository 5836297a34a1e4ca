"""Names of seats: written in one way, and read as people type them."""

import pytest
from django.utils.translation import override

from ticketing.seating.names import parts_of_typed, seat_name


@pytest.mark.parametrize(
    ("language", "parts", "name"),
    [
        ("en", ("Main", "3", "12"), "Main · Row 3 · Seat 12"),
        ("ko", ("Main", "3", "12"), "Main · 3열 · 12번"),
        ("en", ("", "", "12"), "Seat 12"),
        ("en", ("Box", "", ""), "Box"),
    ],
)
def test_a_name_has_the_parts_of_its_seat(language, parts, name):
    with override(language):
        assert seat_name(*parts) == name


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Main · Row 3 · Seat 12"),
        ("en", "main row 3 seat 12"),
        ("ko", "Main · 3열 · 12번"),
        ("ko", "main 3열 12번"),
        ("ko", "Main 3 12"),
    ],
)
def test_a_name_is_read_as_written_and_in_short(language, text):
    with override(language):
        assert [part.title() for part in parts_of_typed(text)] == ["Main", "3", "12"]


@pytest.mark.parametrize(
    ("text", "parts"), [("A열 1번", ["A", "1"]), ("열", []), ("이열 1", ["이", "1"])]
)
def test_rows_of_letters_are_read(text, parts):
    with override("ko"):
        assert parts_of_typed(text) == parts


@pytest.mark.parametrize(
    ("text", "section"),
    [("Arrow 3 12", ["Arrow"]), ("Row A · Row 3 · Seat 12 ", ["Row", "A"])],
)
def test_a_section_with_such_a_word_is_not_cut(text, section):
    assert parts_of_typed(text) == [*section, "3", "12"]
