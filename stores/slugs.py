"""A store's place in the address bar: from its name, Korean kept, unique and then stable."""

import secrets
from collections.abc import Iterator

from django.utils.text import slugify

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # nothing that is misread or misheard
LONGEST = 80
TRIES = 5


def slugs_for(name: str) -> Iterator[str]:
    """Slugs to try in turn: the plain one first, then some that hardly anybody has."""
    plain = slugify(name, allow_unicode=True)[:LONGEST].strip("-") or "store"
    yield plain
    for _attempt in range(TRIES):
        ending = "".join(secrets.choice(ALPHABET) for _ in range(5))
        yield f"{plain}-{ending}"
