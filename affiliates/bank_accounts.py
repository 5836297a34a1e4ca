"""Bank accounts of partners: encrypted in the database, masked on pages.

The key is derived from SECRET_KEY. After a change of it, those in SECRET_KEY_FALLBACKS still decrypt, and
what is saved next is encrypted by the new one; `rotate_all` does so for all.
"""

import base64
import json
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

PURPOSE = b"affiliates.bank_accounts"
SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class BankAccount:
    bank: str
    holder: str
    number: str

    @property
    def masked(self) -> str:
        """The bank and the last digits."""
        return f"{self.bank} ••••{self.number[-SHOWN_DIGITS:]}"


def seal(account: BankAccount) -> str:
    return _fernet().encrypt(json.dumps(asdict(account)).encode()).decode()


def unseal(sealed: str) -> BankAccount | None:
    """None if there is none, or if no key decrypts it any more: the partner enters it again."""
    if not sealed:
        return None
    try:
        return BankAccount(**json.loads(_fernet().decrypt(sealed.encode())))
    except InvalidToken:
        return None


def masked(sealed: str) -> str:
    account = unseal(sealed)
    return account.masked if account else ""


@transaction.atomic
def rotate_all() -> int:
    """Encrypt all accounts by the present key, so that older ones can be removed; returns how many."""
    from affiliates.models import Partner, Payout

    count = 0
    for model in (Partner, Payout):
        for row in model.objects.select_for_update(of=("self",)).exclude(bank_sealed=""):
            row.bank_sealed = _fernet().rotate(row.bank_sealed.encode()).decode()
            row.save(update_fields=["bank_sealed"])
            count += 1
    return count


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(secret: str) -> bytes:
    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE)
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
