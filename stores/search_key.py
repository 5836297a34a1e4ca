"""The form in which names are compared: lower case, decomposed, with and without their spaces.

NFKD takes a Hangul syllable apart into its letters (jamo), so that one wrong letter spoils three of a
name's trigrams and not all of them. The words are kept beside the joined name because a trigram at
the start of a word weighs more: "burgar" is nearer to "harbor burger" than to "harborburger".
"""

import unicodedata
from typing import Any

from django.db import models
from django.db.models import F, Func


def search_key_of(*fields: str) -> models.GeneratedField:
    """A stored column, computed by PostgreSQL from text columns of the same row.

    A comma parts them, also in the joined form, so that no trigram reaches from one into the next.
    """
    several: dict[str, Any] = {"arg_joiner": " || ', ' || "} if len(fields) > 1 else {}
    key = Func(
        *map(F, fields),
        template="lower(normalize(%(expressions)s || ' ' || replace(%(expressions)s, ' ', ''), NFKD))",
        **several,
    )
    return models.GeneratedField(expression=key, output_field=models.TextField(), db_persist=True)


def comparable(text: str) -> str:
    """What a reader typed, in the form of the joined names."""
    return unicodedata.normalize("NFKD", "".join(text.split())).lower()
