"""The key pair of an event, Ed25519 (RFC 8032): the private half is encrypted in the database."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.sealing import rotate, seal, unsealed

PURPOSE = "ticketing.signing_keys"


class KeyLost(Exception):
    """SECRET_KEY was changed without a fallback: what the key signed cannot be signed again."""


def new_sealed_key() -> str:
    """A new private key, encrypted."""
    private = Ed25519PrivateKey.generate().private_bytes_raw()
    return seal(base64.b64encode(private).decode(), PURPOSE)


def private_key(sealed: str) -> Ed25519PrivateKey:
    """Raises KeyLost."""
    text = unsealed(sealed, PURPOSE)
    if text is None:
        raise KeyLost
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text))


def public_key(sealed: str) -> Ed25519PublicKey:
    """Raises KeyLost."""
    return private_key(sealed).public_key()


def resealed(sealed: str) -> str:
    """The same key, encrypted by the present SECRET_KEY."""
    return rotate(sealed, PURPOSE)
