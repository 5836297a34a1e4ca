"""Keys by which one person is recognised behind several accounts, addresses and spellings.

Each also as an SQL function (migration 0006), which indexes can be made of.
"""

import re

from django.db.models import Func, TextField

PHONE_DIGITS = 8  # the last ones identify a phone, with or without a country code

# Mailboxes whose provider ignores dots in the name: https://support.google.com/mail/answer/7436150
IGNORE_DOTS = ("gmail.com", "googlemail.com")


def email_key(email: str) -> str:
    """Equal for addresses of one mailbox: without upper case and without what follows a plus."""
    name, _at, domain = email.strip().lower().rpartition("@")
    name = name.partition("+")[0]
    if domain in IGNORE_DOTS:
        name, domain = name.replace(".", ""), IGNORE_DOTS[0]
    return f"{name}@{domain}" if name else ""


def phone_key(phone: str) -> str:
    """The last digits; empty for what has fewer."""
    digits = re.sub("[^0-9]", "", phone)
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS else ""


class EmailKey(Func):
    """`email_key` of a column or value, in SQL."""

    function = "accounts_email_key"
    arity = 1
    output_field = TextField()


class PhoneKey(Func):
    """`phone_key` of a column or value, in SQL."""

    function = "accounts_phone_key"
    arity = 1
    output_field = TextField()
