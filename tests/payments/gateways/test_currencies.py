"""What each provider takes, and how it counts it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.currencies import CODES, minor_digits
from core.money import from_minor
from payments.gateways.base import Final
from payments.gateways.paypal.currencies import PAYPAL
from payments.gateways.stripe.currencies import MINIMUMS, STRIPE
from payments.methods import WayRefused, gateway_for, ways_to_pay

TABLES = {"stripe": STRIPE, "paypal": PAYPAL}
PAIRS = [(name, currency) for name, table in TABLES.items() for currency in table]


@pytest.fixture
def providers(settings):
    settings.STRIPE_SECRET_KEY, settings.PAYPAL_CLIENT_ID = "sk_test_1", "client"
    settings.BANK_TRANSFER_ACCOUNT = "Example Bank 1"


@given(st.sampled_from(PAIRS), st.integers(0, 10**11))
def test_every_price_goes_to_a_provider_and_back_exactly(pair, units):
    table, currency = TABLES[pair[0]], pair[1]
    amount = from_minor(units, currency)

    assert table.from_number(table.to_number(amount, currency), currency) == amount
    assert Decimal(table.to_text(amount, currency)) == amount


@given(st.sampled_from(PAIRS), st.integers(1, 10**6))
def test_a_provider_never_gets_a_part_of_its_smallest_unit(pair, thousandths):
    table, currency = TABLES[pair[0]], pair[1]
    amount = Decimal(thousandths) / 1000

    if table[currency].takes(amount):
        assert table.from_number(table.to_number(amount, currency), currency) == amount
    else:
        with pytest.raises(Final, match="cannot be paid this way"):
            table.to_number(amount, currency)


def test_a_store_sells_in_every_currency_of_a_provider():
    assert set(CODES) == {*STRIPE, *PAYPAL}
    assert len(CODES) == len(set(CODES))
    assert {"PHP", "HUF", "TWD", "KWD"} < set(CODES)
    assert set(MINIMUMS) <= set(STRIPE)
    assert all(STRIPE[currency].takes(least) for currency, least in MINIMUMS.items())


@pytest.mark.parametrize(
    ("currency", "amount", "number"),
    [
        ("PHP", "500", 50000),
        ("KRW", "9000", 9000),
        ("MGA", "9000", 9000),
        ("KWD", "5.12", 5120),
        ("ISK", "5", 500),
        ("UGX", "5", 500),
        ("HUF", "175", 17500),
        ("TWD", "800", 80000),
        ("RSD", "120", 12000),  # no decimals in CLDR, two at Stripe
    ],
)
def test_stripe_counts_as_its_page_says(currency, amount, number):
    assert STRIPE.to_number(Decimal(amount), currency) == number


@pytest.mark.parametrize(
    ("currency", "amount", "text"),
    [("PHP", "500", "500.00"), ("HUF", "1200", "1200"), ("TWD", "90", "90"), ("JPY", "7", "7")],
)
def test_paypal_is_sent_as_many_decimals_as_it_takes(currency, amount, text):
    assert PAYPAL.to_text(Decimal(amount), currency) == text


def test_prices_have_no_more_decimals_than_any_provider():
    assert (minor_digits("HUF"), minor_digits("TWD"), minor_digits("KWD")) == (0, 0, 2)


@pytest.mark.parametrize(
    ("currency", "amount", "ways"),
    [
        ("PHP", "500", ["stripe", "paypal", "transfer"]),
        ("KRW", "9000", ["stripe", "transfer"]),
        ("AED", "20.50", ["stripe", "transfer"]),
        ("HUF", "1200", ["stripe", "paypal", "transfer"]),
        ("HUF", "1200.50", ["stripe", "transfer"]),  # PayPal has no fillér
        ("ISK", "1200.50", ["transfer"]),
        ("KWD", "5.125", ["transfer"]),
    ],
)
def test_ways_are_offered_for_what_they_can_take(providers, settings, currency, amount, ways):
    settings.ALLOW_SANDBOX_PAYMENTS = False

    assert list(ways_to_pay(currency, Decimal(amount))) == ways


def test_a_fraction_that_a_provider_lacks_is_refused_with_a_sentence(providers):
    with pytest.raises(WayRefused, match=r"PayPal cannot take exactly 1200\.50 HUF"):
        gateway_for("paypal", "HUF", Decimal("1200.50"))
