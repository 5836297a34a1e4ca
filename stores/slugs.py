"""A store's slug: made from its name, Hangul included, unique and never changed."""

import secrets
from collections.abc import Iterator

from django.utils.text import slugify

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # no characters that are easily confused
MAX_LENGTH = 80
TRIES = 5


def slugs_for(name: str) -> Iterator[str]:
    """Slugs to try in turn: the plain one first, then some with a random suffix."""
    plain = slugify(name, allow_unicode=True)[:MAX_LENGTH].strip("-") or "store"
    yield plain
    for _attempt in range(TRIES):
        ending = "".join(secrets.choice(ALPHABET) for _ in range(5))
        yield f"{plain}-{ending}"
