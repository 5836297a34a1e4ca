"""What PayPal's records have in common: ids, times, amounts and refusals."""

import secrets
import string
from datetime import UTC, datetime
from decimal import Decimal

LETTERS = string.ascii_uppercase + string.digits
WITHOUT_DECIMALS = {"HUF", "JPY", "TWD"}
TAKEN = (
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN RUB SEK SGD THB TWD "
    "USD"
)


class No(Exception):
    """PayPal's refusal."""

    def __init__(self, issue, status=422, name="UNPROCESSABLE_ENTITY"):
        super().__init__(issue)
        self.status = status
        self.body = {
            "name": name,
            "details": [{"issue": issue, "description": "As documented."}],
            "message": "The requested action could not be performed.",
            "debug_id": secrets.token_hex(7),
        }


def not_found():
    return No("INVALID_RESOURCE_ID", 404, "RESOURCE_NOT_FOUND")


def new_id(length=17):
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def now():
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def cents(amount):
    """The amount in PayPal's format."""
    currency, value = amount["currency_code"], amount["value"]
    if currency not in TAKEN:
        raise No("CURRENCY_NOT_SUPPORTED")
    decimals = len(value.partition(".")[2])
    if decimals != (0 if currency in WITHOUT_DECIMALS else 2):
        raise No("DECIMAL_PRECISION")
    if Decimal(value) <= 0:
        raise No("CANNOT_BE_ZERO_OR_NEGATIVE")
    return Decimal(value)
