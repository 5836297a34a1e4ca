"""The normalized form in which names are compared: lower case, decomposed, with and without spaces.

NFKD decomposes a Hangul syllable into its letters (jamo), so that one wrong letter affects three of a
name's trigrams and not all of them. The form has the words beside the joined name because a trigram
at the start of a word counts more: "burgar" is nearer to "harbor burger" than to "harborburger".
"""

import unicodedata
from typing import Any

from django.db import models
from django.db.models import F, Func


def search_key_of(*fields: str) -> models.GeneratedField:
    """A stored generated column, computed from text columns of the same row.

    A comma separates them, also in the joined form, so that no trigram spans two of them.
    """
    several: dict[str, Any] = {"arg_joiner": " || ', ' || "} if len(fields) > 1 else {}
    key = Func(
        *map(F, fields),
        template="lower(normalize(%(expressions)s || ' ' || replace(%(expressions)s, ' ', ''), NFKD))",
        **several,
    )
    return models.GeneratedField(expression=key, output_field=models.TextField(), db_persist=True)


def comparable(text: str) -> str:
    """A query in the form of the joined names."""
    return unicodedata.normalize("NFKD", "".join(text.split())).lower()
