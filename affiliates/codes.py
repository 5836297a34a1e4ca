"""Codes of partners: which may be chosen, and which look alike."""

import re

from django.utils.translation import gettext as _

from affiliates.models import Partner, PartnerCode
from core.random_codes import random_code

RANDOM_LENGTH = 6
MAX_CODES = 20  # of one partner
PATTERN = re.compile(r"[A-Z0-9-]{3,20}")
# Characters that are read as another one, in the usual typefaces.
LOOK_ALIKES = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"})
# What buyers would take for an official code, or what has a meaning in addresses.
RESERVED = (
    *(
        "ACCOUNT",
        "ACCOUNTS",
        "ADMIN",
        "ADMINISTRATOR",
        "API",
        "APP",
        "CART",
        "CHECKOUT",
        "COUPON",
        "COUPONS",
    ),
    *(
        "DISCOUNT",
        "FREE",
        "HELP",
        "HOME",
        "JUMUN",
        "LOGIN",
        "LOGOUT",
        "MEDIA",
        "NONE",
        "NULL",
        "OFFICIAL",
    ),
    *(
        "ORDER",
        "ORDERS",
        "OWNER",
        "PARTNER",
        "PARTNERS",
        "PAY",
        "PAYMENT",
        "REFUND",
        "ROOT",
        "SHOP",
        "STAFF",
    ),
    *(
        "STATIC",
        "STORE",
        "STORES",
        "SUPPORT",
        "SYSTEM",
        "TEST",
        "TRUE",
        "FALSE",
        "UNDEFINED",
        "WWW",
    ),
)


class CodeRefused(Exception):
    """The code cannot be chosen; the text can be shown to the user as it is."""


def normalized(typed: str) -> str:
    """As stored: upper case, without spaces."""
    return re.sub(r"\s", "", typed).upper()


def folded(code: str) -> str:
    """Equal for codes that look alike."""
    return code.replace("-", "").translate(LOOK_ALIKES)


RESERVED_FOLDED = frozenset(map(folded, RESERVED))


def refuse_unfit(code: str) -> None:
    """Raise CodeRefused for a normalized code that is reserved or malformed."""
    if not PATTERN.fullmatch(code) or len(folded(code)) < 3:
        raise CodeRefused(_("Use 3 to 20 of the letters A to Z, digits and hyphens."))
    if folded(code) in RESERVED_FOLDED:
        raise CodeRefused(_("This word is reserved. Choose another code."))


def new_code() -> str:
    """A random one that is free."""
    while True:
        code = random_code(RANDOM_LENGTH)
        if not PartnerCode.objects.filter(folded=folded(code)).exists():
            return code


def find_code(typed: str) -> PartnerCode | None:
    """The code as it was typed, with its partner; whether that is active is not checked."""
    code = normalized(typed)
    if not PATTERN.fullmatch(code):
        return None
    codes = PartnerCode.objects.select_related("partner__programme__store", "campaign")
    return codes.filter(code=code).first()


def active_code(typed: str) -> PartnerCode | None:
    code = find_code(typed)
    return code if code is not None and code.partner.is_active else None


def may_add_code(partner: Partner) -> bool:
    return partner.is_active and partner.codes.count() < MAX_CODES
