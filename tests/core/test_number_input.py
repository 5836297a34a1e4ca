import pytest

from core.number_input import KEY_DIGITS, read_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("123456789", 123_456_789)])
def test_digits_are_a_number(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", " 1", "１", "²", "1e3", "x", "1234567890"])
def test_anything_else_is_none(text):
    assert read_number(text) is None


def test_a_key_may_have_more_digits():
    assert read_number("9" * 18, KEY_DIGITS) == 10**18 - 1
    assert read_number("9" * 19, KEY_DIGITS) is None
