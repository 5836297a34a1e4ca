"""Stored generated columns by which names are searched: see stores.search_key."""

from django.db import models
from django.db.models import F, Func

from stores.search_key import search_key_of

__all__ = ["initials_of", "names_key", "search_key_of"]

# Vowels and finals of Hangul, as NFKD decomposes its syllables: without them the initial consonants are left.
VOWELS_AND_FINALS = "[\u1161-\u1175\u11a8-\u11c2]"
KEY = "lower(normalize(%(expressions)s || ' ' || replace(%(expressions)s, ' ', ''), NFKD))"
# An IMMUTABLE function of the migration: array_to_string is only STABLE.
NAMES = "ticketing_names(%(expressions)s)"


def initials_of(field: str) -> models.GeneratedField:
    """The text with Hangul syllables as their initial consonants: 방탄 as ㅂㅌ."""
    return _generated(F(field), _initials(KEY))


def names_key(*, initials: bool = False) -> models.GeneratedField:
    """Of an artist's name and aliases."""
    key = KEY.replace("%(expressions)s", NAMES)
    names = Func(F("name"), F("aliases"), template="%(expressions)s")
    return _generated(names, _initials(key) if initials else key)


def _initials(key: str) -> str:
    return f"regexp_replace({key}, '{VOWELS_AND_FINALS}', '', 'g')"


def _generated(expression: models.Expression | F, template: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(expression, template=template),
        output_field=models.TextField(),
        db_persist=True,
    )
