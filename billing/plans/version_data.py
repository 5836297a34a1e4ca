"""What is wrong with the JSON of a plan's version, as a sentence; an empty one if nothing is."""

import itertools
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

MAX_UNITS = 10**12
MAX_PRICE = Decimal(10**9)
RATE_KEYS, TIER_KEYS = {"included", "tiers"}, {"price", "up_to"}


def rates_problem(rates: Any) -> str:
    """By meter {"included": units, "tiers": [{"price": text, "up_to": unit}]}; the last tier has no end."""
    if not isinstance(rates, Mapping):
        return _("Usage is an object with a rate for each meter.")
    return next(filter(None, (_rate_problem(*item) for item in rates.items())), "")


def limits_problem(limits: Any) -> str:
    """By resource the number that is allowed."""
    if not isinstance(limits, Mapping):
        return _("Limits are an object with a number for each resource.")
    wrong = next((code for code, most in limits.items() if not _is_units(most)), None)
    if wrong is None:
        return ""
    return _(
        "The limit of “%(code)s” must be a whole number from 0; leave it out for no limit."
    ) % {"code": wrong}


def features_problem(features: Any) -> str:
    """A list of codes."""
    if isinstance(features, list) and all(isinstance(each, str) for each in features):
        return ""
    return _('Features are a list of codes, such as ["events", "pages"].')


def _rate_problem(meter: str, rate: Any) -> str:
    if not isinstance(rate, Mapping) or not rate.keys() <= RATE_KEYS:
        text = _("The rate of “%(meter)s” may have “included” and “tiers” only.")
    elif not _is_units(rate.get("included", 0)):
        text = _("“included” of “%(meter)s” must be a whole number from 0.")
    elif not _are_tiers(rate.get("tiers", [])):
        text = _(
            'Each tier of “%(meter)s” needs a “price” as text, such as "100", and an “up_to”, a whole number.'
        )
    elif not _rise(rate.get("tiers", [])):
        text = _(
            "The tiers of “%(meter)s” must rise, and the last one, and no other, has no “up_to”."
        )
    else:
        return ""
    return text % {"meter": meter}


def _is_units(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_UNITS


def _are_tiers(tiers: Any) -> bool:
    return isinstance(tiers, list) and all(
        isinstance(tier, Mapping)
        and tier.keys() <= TIER_KEYS
        and _is_price(tier.get("price"))
        and (tier.get("up_to") is None or _is_units(tier["up_to"]))
        for tier in tiers
    )


def _is_price(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return 0 <= Decimal(value) <= MAX_PRICE
    except InvalidOperation:
        return False


def _rise(tiers: Any) -> bool:
    if not tiers:
        return True
    ends = [tier.get("up_to") for tier in tiers]
    if ends.pop() is not None or None in ends:
        return False
    return all(before < after for before, after in itertools.pairwise([0, *ends]))
