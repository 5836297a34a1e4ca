"""Bank accounts of partners: encrypted in the database, masked on pages.

After a change of SECRET_KEY (see core.sealing) what is saved next is encrypted by the new key; `rotate_all`
does so for all.
"""

import json
from dataclasses import asdict, dataclass

from django.db import transaction

from core.sealing import rotate, unsealed
from core.sealing import seal as seal_text

PURPOSE = "affiliates.bank_accounts"
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
    return seal_text(json.dumps(asdict(account)), PURPOSE)


def unseal(sealed: str) -> BankAccount | None:
    """None if there is none, or if no key decrypts it any more: the partner enters it again."""
    if not sealed:
        return None
    text = unsealed(sealed, PURPOSE)
    return BankAccount(**json.loads(text)) if text is not None else None


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
            row.bank_sealed = rotate(row.bank_sealed, PURPOSE)
            row.save(update_fields=["bank_sealed"])
            count += 1
    return count
