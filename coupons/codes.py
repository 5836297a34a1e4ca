"""Codes of campaigns and coupons, as they are stored, typed and read."""

import re

from core.random_codes import random_code

CAMPAIGN_LENGTH = 8
COUPON_LENGTH = 12  # longer, because the code alone is enough to redeem a coupon at the counter
CLAIM_CODE_LENGTH = 12  # as long: it is exchanged for a coupon
GROUP = 4  # characters that are read together


def new_campaign_number() -> str:
    return random_code(CAMPAIGN_LENGTH)


def new_coupon_code() -> str:
    return random_code(COUPON_LENGTH)


def new_claim_code() -> str:
    return random_code(CLAIM_CODE_LENGTH)


def normalized_code(text: str) -> str:
    """As stored: upper case, without the spaces and hyphens that people type between groups."""
    return re.sub(r"[\s-]", "", text).upper()


def grouped_code(code: str) -> str:
    """As people read it aloud: in groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
