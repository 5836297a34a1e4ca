"""What an open page shows, in a few letters: a page that asks for itself anew says which it has."""

from hashlib import sha256


def version_of(*shown: object) -> str:
    """Equal while everything shown is equal; the parts must be of kinds whose repr tells all of them."""
    return sha256(repr(shown).encode()).hexdigest()[:16]
