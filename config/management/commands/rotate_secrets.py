"""Encrypts by the present SECRET_KEY all that former ones encrypted, so that these can be removed."""

from collections.abc import Callable, Mapping
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from affiliates import bank_accounts
from billing.usage import secrets
from payments import saved_methods
from ticketing import key_rotation

# Also where a feature is switched off, since its rows remain.
ROTATIONS: Mapping[str, Callable[[], int]] = {
    "bank accounts of partners": bank_accounts.rotate_all,
    "secrets of the usage API": secrets.rotate_all,
    "saved cards": saved_methods.rotate_all,
    "signing keys of events": key_rotation.rotate_all_keys,
}


class Command(BaseCommand):
    help = (
        "Encrypt all secrets in the database by SECRET_KEY. Run it after a change of that key, with the"
        " former one in SECRET_KEY_FALLBACKS, before that is removed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for name, rotate_all in ROTATIONS.items():
            try:
                count = rotate_all()
            except InvalidToken as error:
                raise CommandError(
                    f"Not all {name} can be decrypted: add the key that encrypted them to"
                    " SECRET_KEY_FALLBACKS. They are as they were."
                ) from error
            self.stdout.write(f"{name}: {count}")
        self.stdout.write(
            "SECRET_KEY_FALLBACKS is needed for what is signed only: links and sessions."
        )
