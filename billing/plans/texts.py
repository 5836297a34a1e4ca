"""What a version of a plan includes, as sentences in the active language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from billing.models import BillingPlanVersion, Meter
from billing.plans.allowances import allowances_by
from core.allowances import Text
from core.limits import labels
from core.money import format_money, round_money


@dataclass(frozen=True, slots=True)
class PlanFact:
    """One line of the comparison; `is_off` is what the plan does not have."""

    text: str
    is_off: bool = False


def facts_of(version: BillingPlanVersion, meters: Mapping[str, Meter]) -> list[PlanFact]:
    """Limits and what is switched off, then usage; `meters` by code."""
    return [*_limits(version), *_usage(version, meters)]


def meters_by_code() -> dict[str, Meter]:
    return {meter.code: meter for meter in Meter.objects.all()}


def named(beyond: Mapping[str, Sequence[Any]]) -> list[tuple[Text, list[Any]]]:
    """The label of each resource with its rows."""
    names = labels()
    return [(names[code], list(rows)) for code, rows in beyond.items()]


def _limits(version: BillingPlanVersion) -> Iterator[PlanFact]:
    allowances = allowances_by(version)
    for code, label in labels().items():
        if code in version.rates:  # what is beyond is charged, which its usage says
            continue
        most = allowances.most(code)
        if most == 0:
            yield PlanFact(str(label), is_off=True)
        elif most is None:
            yield PlanFact(_("%(what)s: no limit") % {"what": label})
        else:
            yield PlanFact(_("%(what)s: up to %(most)s") % {"what": label, "most": _number(most)})


def _usage(version: BillingPlanVersion, meters: Mapping[str, Meter]) -> Iterator[PlanFact]:
    for code, rate in version.rates.items():
        name: Text = str(meters[code]) if code in meters else code
        included = _number(rate.get("included", 0))
        text = _("%(what)s: %(included)s a month included") % {"what": name, "included": included}
        yield PlanFact(", ".join([text, *_prices(rate.get("tiers", []), version.currency)]))


def _prices(tiers: list[dict[str, Any]], currency: str) -> Iterator[str]:
    """Of each tier; ends are counted from the first unit beyond the included ones."""
    for tier in tiers:
        price = _unit_price(Decimal(tier["price"]), currency)
        if tier.get("up_to") is None:
            yield _("then %(price)s each") % {"price": price}
        else:
            end = _number(tier["up_to"])
            yield _("then %(price)s each for the next ones up to %(end)s") % {
                "price": price,
                "end": end,
            }


def _unit_price(price: Decimal, currency: str) -> str:
    """It may be finer than the currency's smallest coin."""
    if round_money(price, currency) == price:
        return format_money(price, currency)
    return f"{price.normalize():f} {currency}"


def _number(number: int) -> str:
    return number_format(number, force_grouping=True)
