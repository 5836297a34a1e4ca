"""Texts that are encrypted in the database, by a key of their own for each purpose.

The keys are derived from SECRET_KEY. After a change of it, those in SECRET_KEY_FALLBACKS still decrypt, and
what is sealed next is encrypted by the new one; `rotate` does so for a sealed text.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str, purpose: str) -> str:
    return _fernet(purpose).encrypt(text.encode()).decode()


def unsealed(sealed: str, purpose: str) -> str | None:
    """None if no key decrypts it any more."""
    try:
        return _fernet(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def rotate(sealed: str, purpose: str) -> str:
    """The same text, encrypted by the present key."""
    return _fernet(purpose).rotate(sealed.encode()).decode()


def _fernet(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(secret: str, purpose: str) -> bytes:
    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode())
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
