"""Money is a Decimal in major units with its currency's code (ISO 4217) beside it."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.core import Locale
from babel.numbers import format_currency, get_currency_precision
from django.utils.translation import get_language

# Where readers do not write what CLDR gives (“₩12,000”): language and currency to a pattern.
AS_SAID = {("ko", "KRW"): "#,##0원"}
CURRENCIES = [("KRW", "KRW ₩"), ("USD", "USD $"), ("EUR", "EUR €"), ("JPY", "JPY ¥")]


def minor_digits(currency: str) -> int:
    """Digits after the point: 0 for KRW and JPY, 2 for USD (Unicode CLDR)."""
    return int(get_currency_precision(currency))


def round_money(amount: Decimal, currency: str) -> Decimal:
    """The one place where money is rounded: half up, to the currency's minor unit."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), rounding=ROUND_HALF_UP)


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in the currency's minor unit, as providers count it: 12.50 USD is 1250, 1000 KRW 1000."""
    return int(round_money(amount, currency).scaleb(minor_digits(currency)))


def from_minor(amount: int, currency: str) -> Decimal:
    """The way back from `to_minor`."""
    return Decimal(amount).scaleb(-minor_digits(currency))


def format_money(amount: Decimal, currency: str, language: str | None = None) -> str:
    """The amount as a reader of `language` (default: the active one) writes it."""
    return _formatted(amount, currency, language or get_language() or "en")


@lru_cache(maxsize=4096)
def _formatted(amount: Decimal, currency: str, language: str) -> str:
    locale = Locale.parse(language, sep="-")
    pattern = AS_SAID.get((language, currency))
    return str(format_currency(amount, currency, pattern, locale=locale))
