"""An amount of money as people type it: parsed, or refused with a sentence."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.currencies import CODES, minor_digits, signs_of
from core.money import format_money

# After NFKC, which also turns full-width digits, commas and signs into the usual ones.
SIGNS = {
    **{sign: code for code in reversed(CODES) for sign in signs_of(code)},  # “$” is USD's
    "원": "KRW",
    "달러": "USD",
    "유로": "EUR",
    "円": "JPY",
    "엔": "JPY",
    "페소": "PHP",
    "위안": "CNY",
    "파운드": "GBP",
    "FT": "HUF",
    "ZŁ": "PLN",
    "元": "TWD",
}
MAX_LENGTH = 40  # characters of the input
MINUS_SIGNS = dict.fromkeys(map(ord, "−–—"), "-")
TYPED = re.compile(
    r"(?P<sign>[+-]?) ?(?P<before>[^0-9., +'-]*) ?(?P<inner>-?)"
    r"(?P<number>[0-9.,' ]*[0-9][.]?) ?(?P<after>[^0-9., +'-]*)"
)
PLAIN = re.compile(r"[0-9]+(?:\.[0-9]{0,2})?|\.[0-9]{1,2}")
GROUPED = re.compile(r"[1-9][0-9]{0,2}([, ])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]{0,2})?")


class MoneyInput(forms.DecimalField):
    """Accepts “5,000”, “₩5,000”, “5,000원” and full-width digits.

    An ambiguous number (“1,5”, “1.500”) is refused, and so is the sign of a currency other than
    `currency`, if that is known.
    """

    widget = forms.TextInput

    def __init__(self, *, currency: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.in_currency(currency)

    def in_currency(self, currency: str) -> None:
        """Parse amounts of this currency; any known sign is accepted for an unknown one."""
        self.currency = currency if currency in CODES else ""
        self._own_signs = signs_of(currency) if self.currency else set()
        whole = self.currency and minor_digits(currency) == 0
        self.widget.attrs["inputmode"] = "numeric" if whole else "decimal"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = self._read(value) if value.strip() else ""
        return super().to_python(value)

    def _read(self, text: str) -> Decimal:
        if len(text) > MAX_LENGTH:
            raise self._refused(_("Write an amount such as %(example)s."))
        normal = " ".join(unicodedata.normalize("NFKC", text).translate(MINUS_SIGNS).split())
        typed = TYPED.fullmatch(normal)
        signs = {typed["before"], typed["after"]} - {""} if typed else {"?"}
        currencies = {self._currency_of(sign.upper()) for sign in signs}
        if not typed or None in currencies or (typed["sign"] and typed["inner"]):
            raise self._refused(_("Write an amount such as %(example)s."))
        if len(currencies) > 1 or (self.currency and currencies - {self.currency}):
            raise self._refused(_("The amount is in %(currency)s: write it such as %(example)s."))
        number = typed["number"]
        if not (PLAIN.fullmatch(number) or GROUPED.fullmatch(number)):
            raise self._refused(
                _("“%(text)s” can be read in two ways: write the amount such as %(example)s."),
                text=normal,
            )
        amount = Decimal(re.sub("[, ]", "", number))
        return -amount if "-" in (typed["sign"], typed["inner"]) else amount

    def _currency_of(self, sign: str) -> str | None:
        """Its own, if that can be meant: “$” is written for Australian dollars, too."""
        return self.currency if sign in self._own_signs else SIGNS.get(sign)

    def _refused(self, sentence: str, **values: str) -> ValidationError:
        currency = self.currency or "KRW"
        amount = Decimal("12500") if minor_digits(currency) == 0 else Decimal("1250.50")
        values |= {"currency": currency, "example": format_money(amount, currency)}
        return ValidationError(sentence % values, code="invalid")
