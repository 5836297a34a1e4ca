"""Money is a Decimal in major units with its currency's code (ISO 4217) beside it."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import Any

from babel.core import Locale
from babel.numbers import format_currency
from django.utils.translation import get_language

from core.currencies import WHOLE_EVERYWHERE, minor_digits

# Where the usual format differs from CLDR's (“₩12,000”): language and currency to a pattern.
PATTERNS = {("ko", "KRW"): "#,##0원"}

ENGLISH = Locale("en")
NUMBER = re.compile(r"[0-9][0-9.,]*")
LETTER_BEFORE_DIGIT = re.compile(r"(?<=[A-Za-z])(?=[0-9])")


def round_money(amount: Decimal, currency: str) -> Decimal:
    """The only place where money is rounded: half up, to the currency's minor unit."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), rounding=ROUND_HALF_UP)


def floor_share(
    amount: Decimal, part: Decimal | int, whole: Decimal | int, currency: str
) -> Decimal:
    """floor(amount · part / whole), exactly and in minor units; none of the three is negative."""
    unit = Decimal(1).scaleb(-minor_digits(currency))
    with localcontext(prec=60):
        return (amount * part // (whole * unit)) * unit


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in the currency's minor unit: 12.50 USD is 1250, 1000 KRW 1000.

    A provider may count otherwise (payments.gateways.amounts).
    """
    return int(round_money(amount, currency).scaleb(minor_digits(currency)))


def from_minor(amount: int, currency: str) -> Decimal:
    """The inverse of `to_minor`."""
    return Decimal(amount).scaleb(-minor_digits(currency))


def apportion(amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Parts of the amount in proportion to the weights, in minor units, whose sum is exact.

    By the largest remainder (Hamilton's method), so no part exceeds its weight while the amount does not
    exceed their sum. Neither the amount nor a weight is negative; without any weight all parts are 0.
    """
    units, shares = to_minor(amount, currency), [to_minor(weight, currency) for weight in weights]
    exact = [divmod(units * share, sum(shares) or 1) for share in shares]
    missing = units - sum(whole for whole, _rest in exact) if any(shares) else 0
    # A stable sort: of equal remainders the first lines get the unit.
    largest = sorted(range(len(exact)), key=lambda index: -exact[index][1])[:missing]
    return [
        from_minor(whole + (index in largest), currency) for index, (whole, _) in enumerate(exact)
    ]


def format_money(amount: Decimal, currency: str, language: str | None = None) -> str:
    """The amount as written in `language` (default: the active one)."""
    return _formatted(amount, currency, language or get_language() or "en")


def money_format(currency: str) -> dict[str, Any]:
    """What static/js/money.js needs to write amounts as `format_money` does, in the active language."""
    zero = format_money(Decimal(0), currency)
    before, after = NUMBER.split(zero)
    digits = len(zero) - len(before) - len(after) - len("0.")
    return {"before": before, "after": after, "digits": max(digits, 0)}


@lru_cache(maxsize=4096)
def _formatted(amount: Decimal, currency: str, language: str) -> str:
    locale = Locale.parse(language, sep="-")
    if currency in WHOLE_EVERYWHERE:
        pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
        text = format_currency(amount, currency, pattern, locale, currency_digits=False)
    else:
        text = format_currency(amount, currency, PATTERNS.get((language, currency)), locale)
    return _with_symbol(str(text), currency)


def _with_symbol(text: str, currency: str) -> str:
    """“₱500” also where the language has only “PHP500”; letters stand apart from the digits."""
    symbol = ENGLISH.currency_symbols.get(currency, currency)
    text = text.replace(currency, symbol)
    return LETTER_BEFORE_DIGIT.sub("\u00a0", text)
