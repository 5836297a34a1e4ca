import pytest

from payments.checks import (
    TOGETHER,
    check_payments,
    check_something_is_offered,
    check_way_back,
)
from payments.methods import ways_to_pay


def ids(found):
    return [message.id for message in found]


def test_the_tests_settings_are_in_order():
    assert check_payments(None) == []


@pytest.mark.parametrize("provider", TOGETHER, ids=lambda keys: keys[0])
def test_each_missing_half_of_a_provider_is_named(settings, provider):
    for known in provider:
        for name in provider:
            setattr(settings, name, "known" if name == known else "")

        missing = [name for name in provider if name != known]
        messages = [error.msg for error in check_payments(None)]
        assert messages == [f"{known} is set, but {name} is not." for name in missing]


@pytest.mark.parametrize("provider", TOGETHER, ids=lambda keys: keys[0])
def test_a_whole_provider_misses_nothing(settings, provider):
    for name in provider:
        setattr(settings, name, "known")

    assert check_payments(None) == []


def test_a_way_that_is_not_switched_on_is_named(settings):
    settings.PAYMENT_WAYS = {"USD": ["bitcoin"]}

    [error] = check_payments(None)
    assert "bitcoin for USD" in error.msg


def test_a_way_that_does_not_take_the_currency_is_named(settings):
    settings.PAYPAL_CLIENT_ID = settings.PAYPAL_CLIENT_SECRET = settings.PAYPAL_WEBHOOK_ID = "known"
    settings.PAYMENT_WAYS = {"KRW": ["paypal"], "USD": ["paypal"]}

    [error] = check_payments(None)
    assert "paypal for KRW, which it does not take" in error.msg


@pytest.fixture
def real_keys(settings):
    settings.DEBUG = False
    settings.STRIPE_SECRET_KEY, settings.STRIPE_URL = "sk_live_1", "https://api.stripe.com"
    return settings


@pytest.mark.parametrize("site", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:80"])
def test_payers_who_would_be_sent_to_their_own_machine_are_warned_of(real_keys, site):
    real_keys.SITE_URL = site

    [warning] = check_way_back(None)

    assert (warning.id, site in warning.msg) == ("payments.W002", True)


@pytest.mark.parametrize(
    "change",
    [
        {"SITE_URL": "https://shop.example.com"},
        {"DEBUG": True},
        {"STRIPE_SECRET_KEY": ""},
        {"STRIPE_URL": "http://127.0.0.1:9"},
    ],
    ids=str,
)
def test_a_site_that_payers_find_or_that_takes_none_is_not(real_keys, change):
    for name, value in change.items():
        setattr(real_keys, name, value)

    assert check_way_back(None) == []


def test_a_site_without_a_way_to_pay_gets_an_error(settings):
    settings.ALLOW_SANDBOX_PAYMENTS = False
    settings.BANK_TRANSFER_ACCOUNT = ""

    assert ids(check_something_is_offered(None)) == ["payments.W001"]


@pytest.mark.parametrize(
    ("currency", "ways"),
    [
        ("KRW", ["transfer"]),
        ("EUR", ["sandbox", "transfer"]),
        ("JPY", []),
        ("USD", ["transfer", "sandbox"]),
    ],
)
def test_ways_to_pay_are_narrowed_and_ordered_by_currency(settings, currency, ways):
    settings.ALLOW_SANDBOX_PAYMENTS = True
    settings.BANK_TRANSFER_ACCOUNT = "Example Bank 1"
    ways_of = {"KRW": ["transfer"], "EUR": ["sandbox", "transfer"], "JPY": ["toss"]}
    settings.PAYMENT_WAYS = ways_of

    assert list(ways_to_pay(currency)) == ways
