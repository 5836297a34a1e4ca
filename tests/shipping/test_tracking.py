"""Which tracking numbers are accepted, and how they are stored."""

import pytest
from django.core.exceptions import ValidationError

from shipping.models import Carrier
from shipping.tracking import clean_number, is_number, objection


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" 1234  5678\t90 ", "1234 5678 90"),
        ("１２３４－５６", "1234-56"),
        ("12–34 — 56", "12-34-56"),
        ("ee123456789kr", "EE123456789KR"),
    ],
)
def test_a_number_is_stored_in_one_form(typed, stored):
    assert clean_number(typed) == stored
    assert is_number(stored)


@pytest.mark.parametrize(
    "typed", ["<script>", "1>2", "#1", "1+1", "=1", "1/2", "-1", "1-", "", "송장", "1" * 41]
)
def test_other_signs_are_no_number(typed):
    assert not is_number(clean_number(typed))


@pytest.mark.parametrize(
    ("number", "is_fine"), [("1Z 999AA1 01 2345 6784", True), ("1234567", True), ("12345", False)]
)
def test_a_published_pattern_is_held(db, number, is_fine):
    ups = Carrier.objects.get(code="ups")

    assert (objection(ups, number) is None) == is_fine


def test_without_a_pattern_any_number_is_taken(cj):
    assert objection(cj, "1") is None


def test_a_pattern_is_a_regular_expression(cj):
    cj.pattern = "[0-9"

    with pytest.raises(ValidationError, match="regular expression"):
        cj.full_clean()
