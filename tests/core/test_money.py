from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import CURRENCIES, format_money, minor_digits, round_money

CODES = [code for code, _label in CURRENCIES]


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("1999.5", "KRW", "2000"),
        ("1999.4", "JPY", "1999"),
        ("1.005", "USD", "1.01"),
        ("1.004", "EUR", "1.00"),
        ("-0.5", "KRW", "-1"),
    ],
)
def test_round_money_rounds_half_up_to_the_minor_unit(amount, currency, rounded):
    assert str(round_money(Decimal(amount), currency)) == rounded


@given(st.decimals(-(10**9), 10**9, places=6), st.sampled_from(CODES))
def test_round_money_stays_within_half_a_minor_unit_and_rounds_once(amount, currency):
    rounded = round_money(amount, currency)

    assert abs(rounded - amount) <= Decimal("0.5").scaleb(-minor_digits(currency))
    assert round_money(rounded, currency) == rounded


@pytest.mark.parametrize(
    ("currency", "language", "text"),
    [
        ("KRW", "en", "₩12,000"),
        ("KRW", "ko", "12,000원"),
        ("JPY", "en", "¥12,000"),
        ("USD", "en", "$12,000.00"),
        ("EUR", "en", "€12,000.00"),
    ],
)
def test_format_money_writes_as_the_reader_does(currency, language, text):
    assert format_money(Decimal(12000), currency, language) == text
