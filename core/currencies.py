"""The currencies in which a store can sell: those that Stripe or PayPal take.

What each provider takes, and how it counts it, is in payments/gateways/<provider>/currencies.py.
"""

from babel.core import Locale
from babel.numbers import get_currency_precision
from django.utils.functional import lazy
from django.utils.translation import get_language


def codes(text: str) -> tuple[str, ...]:
    """The codes of a list such as “AED AFN”."""
    return tuple(text.split())


FIRST = ("KRW", "USD", "EUR", "JPY")  # in the order of forms; the others follow by their code
OTHERS = codes(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD "
    "CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR ISK JMD JOD KES KGS KHR KMF KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK "
    "MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX UYU UZS "
    "VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW"
)
CODES = (*FIRST, *OTHERS)
# Two decimals in ISO 4217 and CLDR, but PayPal takes none, and nobody there pays with fractions.
WHOLE_EVERYWHERE = frozenset({"HUF", "TWD"})
STORED_DIGITS = 2  # of core.fields.MoneyField


def minor_digits(currency: str) -> int:
    """Digits after the point that prices may have: 0 for KRW, JPY and HUF, 2 for USD (Unicode CLDR).

    No more than each provider takes, so that a total can be paid by all of them: two of three for KWD.
    """
    if currency in WHOLE_EVERYWHERE:
        return 0
    return min(int(get_currency_precision(currency)), STORED_DIGITS)


def signs_of(currency: str) -> set[str]:
    """What people write beside an amount of it: “AUD”, “A$”, “AU$” and “$”."""
    symbols = {Locale(language).currency_symbols.get(currency, "") for language in ("en", "ko")}
    plain = {symbol[-1] for symbol in symbols if symbol and not symbol[-1].isalnum()} - {"."}
    return {sign.upper() for sign in symbols | plain | {currency} if sign}


def _label(code: str) -> str:
    """“PHP ₱ Philippine Peso”, in the reader's language."""
    locale = Locale.parse(get_language() or "en", sep="-")
    symbol, name = locale.currency_symbols.get(code, ""), locale.currencies.get(code, "")
    return " ".join(dict.fromkeys(filter(None, (code, symbol, name))))


_lazy_label = lazy(_label, str)
CURRENCIES = [(code, _lazy_label(code)) for code in CODES]
WHOLE_CURRENCIES = tuple(code for code in CODES if minor_digits(code) == 0)


def currency_choices() -> list[tuple[str, str]]:
    """For a field, whose migrations then need not list them."""
    return list(CURRENCIES)
