"""Countries by their ISO 3166-1 alpha-2 codes, named by Babel in the reader's language."""

import re
from collections.abc import Collection
from functools import cache

from babel import Locale
from django.utils.translation import get_language

KOREA = "KR"

# Regions of Unicode CLDR that are no countries of ISO 3166-1: groups, reserved codes, pseudo-locales.
NOT_COUNTRIES = "AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ"

# Where no postcode can be asked for: none exist, or few people know theirs (Universal Postal Union,
# "Universal POST*CODE database").
WITHOUT_POSTCODES = (
    "AE AG AO AQ AW BF BI BJ BO BQ BS BV BW BZ CD CF CG CI CK CM CW DJ DM EH ER FJ GA GD GH GM GN GQ GY HK"
    " HM IE JM KE KI KM KN KP LC LY ML MO MR MS MU MW NR NU PA QA RW SB SC SL SO SR SS ST SX SY TD TF TG TK"
    " TL TO TT TV TZ UG VC VU WS YE ZW"
)

KOREAN_POSTCODE = re.compile(r"[0-9]{5}")
OLD_KOREAN_POSTCODE = re.compile(r"[0-9]{3}-?[0-9]{3}")  # until August 2015


def country_name(code: str) -> str:
    """In the language of the reader; the code itself of an unknown country."""
    return _names(get_language() or "en").get(code, code)


def country_choices(codes: Collection[str] | None = None) -> list[tuple[str, str]]:
    """The countries, or those among `codes`, as choices of a field, by their names."""
    names = _names(get_language() or "en")
    found = names.items() if codes is None else [(c, names[c]) for c in codes if c in names]
    return sorted(found, key=lambda choice: choice[1])


def all_countries() -> Collection[str]:
    return _names("en").keys()


def has_postcodes(code: str) -> bool:
    return code not in WITHOUT_POSTCODES


@cache
def _names(language: str) -> dict[str, str]:
    names = Locale.parse(language, sep="-").territories
    return {
        code: name
        for code, name in names.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in NOT_COUNTRIES
    }
