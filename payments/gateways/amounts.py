"""How providers count money, which need not be how a currency is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from payments.gateways.base import Final


@dataclass(frozen=True, slots=True)
class Decimals:
    """An amount is a whole number of units of 10 ** -digits, and that number a multiple of `step`."""

    digits: int
    step: int = 1

    def takes(self, amount: Decimal) -> bool:
        number = amount.scaleb(self.digits)
        return number == number.to_integral_value() and int(number) % self.step == 0


class CurrencyTable(Mapping[str, Decimals]):
    """The currencies that a provider takes, each with its decimals there."""

    def __init__(self, rows: Mapping[str, Decimals]) -> None:
        self._rows = dict(rows)

    def __getitem__(self, currency: str) -> Decimals:
        return self._rows[currency]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def to_number(self, amount: Decimal, currency: str) -> int:
        """The amount (major units) as the provider counts it; raises Final if it cannot take exactly that."""
        return int(self._fitting(amount, currency).scaleb(self._rows[currency].digits))

    def to_text(self, amount: Decimal, currency: str) -> str:
        """The same for a provider that wants “12.50”, with all decimals that it has."""
        unit = Decimal(1).scaleb(-self._rows[currency].digits) if currency in self else Decimal(1)
        return f"{self._fitting(amount, currency).quantize(unit):f}"

    def from_number(self, number: int, currency: str) -> Decimal:
        """The inverse of `to_number`; KeyError for a currency that the provider does not take."""
        return Decimal(number).scaleb(-self._rows[currency].digits)

    def _fitting(self, amount: Decimal, currency: str) -> Decimal:
        if currency not in self or not self[currency].takes(amount):
            raise Final(
                _("%(amount)s %(currency)s cannot be paid this way.")
                % {"amount": amount, "currency": currency}
            )
        return amount
