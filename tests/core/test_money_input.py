from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from core.money_input import MoneyInput


def read(text, currency="KRW"):
    return MoneyInput(currency=currency).clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "5000",
        "5,000",
        "₩5,000",
        "₩ 5,000",
        "5,000원",
        " 5,000 원 ",
        "5000 KRW",
        "krw 5,000",
        "￦５，０００",
        "５０００",
        "5 000",
        "5\u00a0000",
        "+5000",
        "5000.00",
        "5,000.",
    ],
)
def test_an_amount_is_read_as_it_is_printed(text):
    assert read(text) == Decimal(5000)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("$1,234.50", "USD", "1234.50"),
        ("US$12.5", "USD", "12.5"),
        (".50", "USD", "0.50"),
        ("1,234,567.89 €", "EUR", "1234567.89"),
        ("￥１，２００", "JPY", "1200"),
        ("1,200円", "JPY", "1200"),
        ("₱1,250.50", "PHP", "1250.50"),
        ("$12.50", "AUD", "12.50"),
        ("NT$90", "TWD", "90"),
        ("1200 Ft", "HUF", "1200"),
        ("-500", "KRW", "-500"),
        ("−₩500", "KRW", "-500"),
        ("₩-1,500", "KRW", "-1500"),
        ("₩5,000", "", "5000"),
        ("0", "KRW", "0"),
    ],
)
def test_signs_points_and_other_currencies_are_read(text, currency, amount):
    assert read(text, currency) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "1,5",
        "5,00",
        "5,0000",
        "12,34,567",
        "1.500",
        "1.234.567",
        "1.234,50",
        "0,500",
        "1,234 567",
        ",5",
    ],
)
def test_an_amount_that_may_mean_two_is_refused(text):
    with pytest.raises(ValidationError) as refusal:
        read(text)

    assert refusal.value.messages == [
        f"“{text}” can be read in two ways: write the amount such as ₩12,500."
    ]


@pytest.mark.parametrize(
    "text", ["five", "5천원", "1e5", "NaN", "Infinity", "٥", "5 or 6", "--5", "₩", ".", "5" * 41]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValidationError) as refusal:
        read(text)

    assert refusal.value.messages == ["Write an amount such as ₩12,500."]


@pytest.mark.parametrize("text", ["$5", "5 USD", "₩5 USD"])
def test_another_currency_is_refused(text):
    with pytest.raises(ValidationError) as refusal:
        read(text)

    assert refusal.value.messages == ["The amount is in KRW: write it such as ₩12,500."]


def test_the_example_is_one_that_is_read():
    with translation.override("ko"), pytest.raises(ValidationError) as refusal:
        read("1,5")
    with translation.override("ko"):
        assert read("12,500원") == Decimal(12500)

    assert refusal.value.messages == [
        "“1,5”처럼 적으면 두 가지로 읽힐 수 있어요. 12,500원처럼 적어 주세요."
    ]


def test_nothing_is_nothing():
    assert MoneyInput(required=False).clean("  ") is None
