"""A short version of what an open page shows: sent along by a page that refreshes itself."""

from hashlib import sha256


def version_of(*shown: object) -> str:
    """Equal while everything shown is equal; the parts must be of types whose repr is complete."""
    return sha256(repr(shown).encode()).hexdigest()[:16]
