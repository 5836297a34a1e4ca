"""Tax that is withheld from a payout, by the partner's tax kind: a table, with the source of each row.

Individuals in Korea: 3 % income tax on personal services (소득세법 §129 ① 3), and a tenth of that as local
income tax (지방세법 §103의13), together the usual 3.3 %; of each, parts below 10 won are not withheld (국고금
관리법 §47, 지방세법 §103의59). A registered business invoices and is taxed itself. Abroad nothing is withheld
here: a treaty decides, and the owner makes a correction where it is due.
"""

from dataclasses import dataclass
from decimal import Decimal

from affiliates.models import TaxKind
from core.currencies import minor_digits
from core.money import floor_share

PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class TaxRule:
    """`income` in percent of the payout, `local` in percent of the income tax."""

    income: Decimal
    local: Decimal


@dataclass(frozen=True, slots=True)
class Withheld:
    income_tax: Decimal
    local_tax: Decimal


NOTHING_WITHHELD = Withheld(Decimal(0), Decimal(0))

RULES: dict[str, TaxRule] = {
    TaxKind.INDIVIDUAL: TaxRule(Decimal(3), Decimal(10)),
    TaxKind.BUSINESS: TaxRule(Decimal(0), Decimal(0)),
    TaxKind.FOREIGN: TaxRule(Decimal(0), Decimal(0)),
}
STEPS = {"KRW": Decimal(10)}  # amounts below it are not withheld; else the currency's minor unit


def withheld(gross: Decimal, currency: str, tax_kind: str) -> Withheld:
    rule = RULES[tax_kind]
    income = _whole_steps(floor_share(gross, rule.income, PERCENT, currency), currency)
    local = _whole_steps(floor_share(income, rule.local, PERCENT, currency), currency)
    return Withheld(income, local)


def _whole_steps(amount: Decimal, currency: str) -> Decimal:
    step = STEPS.get(currency, Decimal(1).scaleb(-minor_digits(currency)))
    return amount // step * step
