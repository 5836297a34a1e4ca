"""Codes that people type or scan: random, so that none can be guessed, without characters that look alike."""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CAMPAIGN_LENGTH = 8  # 6.5e11 combinations
COUPON_LENGTH = 12  # 5.3e17 combinations: it is worth money to whoever knows it
GROUP = 4  # characters that are read together


def new_campaign_number() -> str:
    return _random(CAMPAIGN_LENGTH)


def new_coupon_code() -> str:
    return _random(COUPON_LENGTH)


def normalized_code(text: str) -> str:
    """As stored: upper case, without the spaces and hyphens that people type between groups."""
    return re.sub(r"[\s-]", "", text).upper()


def grouped_code(code: str) -> str:
    """As people read it aloud: in groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
