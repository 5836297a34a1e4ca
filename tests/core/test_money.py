from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.currencies import CODES, CURRENCIES, minor_digits
from core.money import apportion, format_money, from_minor, money_format, round_money


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


@given(st.data(), st.sampled_from(CODES), st.lists(st.integers(0, 10**7), max_size=20))
def test_parts_of_an_amount_add_up_and_none_exceeds_its_weight(data, currency, weights):
    whole = data.draw(st.integers(0, sum(weights)))
    amount = from_minor(whole, currency)

    parts = apportion(amount, [from_minor(weight, currency) for weight in weights], currency)

    assert sum(parts) == amount
    assert all(parts[i] <= from_minor(weight, currency) for i, weight in enumerate(weights))
    ideal = [whole * weight / (sum(weights) or 1) for weight in weights]
    one = float(from_minor(1, currency))
    assert all(
        abs(float(part) - one * each) < 1.01 * one for part, each in zip(parts, ideal, strict=True)
    )


def test_the_largest_remainder_gets_the_unit_that_is_left():
    parts = apportion(Decimal(100), [Decimal(1), Decimal(1), Decimal(4)], "KRW")

    assert parts == [17, 17, 66]  # 16.67, 16.67, 66.67: of equal remainders the first ones


@pytest.mark.parametrize(
    ("currency", "language", "text"),
    [
        ("KRW", "en", "₩12,000"),
        ("KRW", "ko", "12,000원"),
        ("JPY", "en", "¥12,000"),
        ("USD", "en", "$12,000.00"),
        ("EUR", "en", "€12,000.00"),
        ("PHP", "en", "₱12,000.00"),
        ("PHP", "ko", "₱12,000.00"),
        ("HUF", "en", "HUF\xa012,000"),
        ("TWD", "ko", "NT$12,000"),
        ("KWD", "en", "KWD\xa012,000.000"),
    ],
)
def test_format_money_writes_as_the_reader_does(currency, language, text):
    assert format_money(Decimal(12000), currency, language) == text


def test_a_currency_is_named_in_the_language_of_the_reader():
    labels = dict(CURRENCIES)

    assert str(labels["PHP"]) == "PHP ₱ Philippine Peso"
    with translation.override("ko"):
        assert str(labels["PHP"]) == "PHP 필리핀 페소"


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("amount", [Decimal(0), Decimal("1234567.89"), Decimal("-12.5")])
def test_scripts_write_every_currency_as_the_site_does(language, amount):
    with translation.override(language):
        for currency in CODES:
            form, rounded = money_format(currency), round_money(amount, currency)
            sign, number = "-" if rounded < 0 else "", f"{abs(rounded):,.{form['digits']}f}"
            written = f"{sign}{form['before']}{number}{form['after']}"

            assert written == format_money(rounded, currency)
