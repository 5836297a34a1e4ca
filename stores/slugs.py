"""A store's slug: made from its name, Hangul included, unique and never changed."""

from collections.abc import Iterator

from django.utils.text import slugify

from core.random_codes import random_code

MAX_LENGTH = 80
SUFFIX_LENGTH = 5
TRIES = 5


def slugs_for(name: str) -> Iterator[str]:
    """Slugs to try in turn: the plain one first, then some with a random suffix."""
    plain = slugify(name, allow_unicode=True)[:MAX_LENGTH].strip("-") or "store"
    yield plain
    for _attempt in range(TRIES):
        yield f"{plain}-{random_code(SUFFIX_LENGTH).lower()}"
