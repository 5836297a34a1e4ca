"""Toss's Payment object translated to outcomes; use it within `reading()`."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from payments.gateways.base import PaymentOutcome, Returned
from payments.gateways.toss.accounts import where_to_send
from payments.gateways.toss.client import LONGEST_MESSAGE, unclear
from payments.method_lifecycle import HARD, SOFT
from payments.reasons import (
    CARD_DATA_WRONG,
    CARD_UNUSABLE,
    DECLINED,
    NOT_ENOUGH_MONEY,
    STOPPED_BY_PAYER,
    reason_of,
)

SEOUL = ZoneInfo("Asia/Seoul")  # Toss's time zone, for times without one
REFUND_KEY = re.compile(r"#([\w-]{10,40})$", re.ASCII)
LONGEST_REASON = 200  # characters of a cancelReason
# docs.tosspayments.com/reference/error-codes
DECLINES = {
    "REJECT_CARD_COMPANY": DECLINED,
    "REJECT_CARD_PAYMENT": NOT_ENOUGH_MONEY,
    "REJECT_ACCOUNT_PAYMENT": NOT_ENOUGH_MONEY,
    "EXCEED_MAX_DAILY_PAYMENT_COUNT": NOT_ENOUGH_MONEY,
    "EXCEED_MAX_AMOUNT": NOT_ENOUGH_MONEY,
    "INVALID_CARD_EXPIRATION": CARD_DATA_WRONG,
    "INVALID_CARD_NUMBER": CARD_DATA_WRONG,
    "INVALID_STOPPED_CARD": CARD_UNUSABLE,
    "INVALID_CARD_LOST_OR_STOLEN": CARD_UNUSABLE,
    "NOT_SUPPORTED_CARD_TYPE": CARD_UNUSABLE,
    "PAY_PROCESS_CANCELED": STOPPED_BY_PAYER,
}

HARD_DECLINES = frozenset(
    {
        *("INVALID_CARD_EXPIRATION", "INVALID_CARD_NUMBER", "INVALID_STOPPED_CARD"),
        *("INVALID_CARD_LOST_OR_STOLEN", "NOT_SUPPORTED_CARD_TYPE", "INVALID_REJECT_CARD"),
    }
)


@contextmanager
def reading() -> Iterator[None]:
    """Missing, malformed or mistyped fields raise OutcomeUnknown."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise unclear() from None


def outcome_of(data: Mapping[str, Any]) -> PaymentOutcome:
    match data["status"]:
        case "READY" | "IN_PROGRESS":
            return PaymentOutcome("open")
        case "WAITING_FOR_DEPOSIT":
            return _waiting(data)
        case "ABORTED":
            code = str((data.get("failure") or {}).get("code") or "")
            return PaymentOutcome("declined", reason=_failure(data), decline=decline_kind(code))
        case "EXPIRED":
            return PaymentOutcome("abandoned")
        case "CANCELED" if not data["approvedAt"]:
            return PaymentOutcome("abandoned")  # an account that was closed before a deposit
        case "DONE" | "CANCELED" | "PARTIAL_CANCELED":
            return _captured(data)
    raise ValueError(data["status"])


def decline_kind(code: str) -> str:
    """What a refusal means for the next charge of a saved card. Toss never asks its owner to a page."""
    return HARD if code in HARD_DECLINES else SOFT


def is_virtual_account(data: Mapping[str, Any]) -> bool:
    return bool(data.get("virtualAccount"))


def returned_by(data: Mapping[str, Any]) -> tuple[Returned, ...]:
    """Every refund that Toss made, ours and its dashboard's; failed ones are left out."""
    cancels = data.get("cancels") or []
    return tuple(
        Returned(
            str(cancel["transactionKey"]),
            _amount(cancel["cancelAmount"]),
            refund_key(cancel["cancelReason"]),
        )
        for cancel in cancels
        if cancel.get("cancelStatus", "DONE") == "DONE"
    )


def reason_with(key: str, reason: str) -> str:
    """The reason of a refund with our key at its end, since Toss stores nothing else of ours with it."""
    return f"{reason[: LONGEST_REASON - len(key) - 2]} #{key}".strip()


def refund_key(reason: str | None) -> str:
    found = REFUND_KEY.search(reason or "")
    return found[1] if found else ""


def _captured(data: Mapping[str, Any]) -> PaymentOutcome:
    return PaymentOutcome(
        "captured",
        str(data["paymentKey"]),
        _amount(data["totalAmount"]),
        str(data["currency"]),
        returned=returned_by(data),
    )


def _waiting(data: Mapping[str, Any]) -> PaymentOutcome:
    account = data["virtualAccount"]
    return PaymentOutcome("waiting", note=where_to_send(account), due=_time(account["dueDate"]))


def _failure(data: Mapping[str, Any]) -> str:
    failure = data.get("failure") or {}
    code, words = str(failure.get("code") or ""), str(failure.get("message") or "")
    return reason_of(DECLINES, code, words)[:LONGEST_MESSAGE]


def _amount(value: Any) -> Decimal:
    """An amount as Toss gives it: in major units, as a JSON number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return Decimal(str(value))


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=SEOUL)
