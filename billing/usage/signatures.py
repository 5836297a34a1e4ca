"""Signatures of requests as of Standard Webhooks (github.com/standard-webhooks/standard-webhooks)."""

import base64
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
VERSION = "v1"
MAX_SIGNATURES = 10  # looked at in one header
MAX_ID_LENGTH = 255


class SignatureRefused(Exception):
    """The request is not signed as it should be; the text is for its sender."""


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """One entry of the header `webhook-signature`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.digest(key, signed, "sha256")
    return f"{VERSION},{base64.b64encode(digest).decode()}"


def verify(headers: Mapping[str, str], body: bytes, keys: Iterable[bytes], now: datetime) -> None:
    """Raises SignatureRefused unless any signature is by any of the keys, and not older than TOLERANCE."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not 0 < len(message_id) <= MAX_ID_LENGTH:
        raise SignatureRefused("The header webhook-id is missing or too long.")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 11):
        raise SignatureRefused("The header webhook-timestamp is not a number of Unix seconds.")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise SignatureRefused("The header webhook-timestamp is more than 5 minutes off.")
    given = headers.get("webhook-signature", "").split(" ")[:MAX_SIGNATURES]
    expected = [signature(key, message_id, int(timestamp), body) for key in keys]
    if not any(_are_equal(one, other) for one in given for other in expected):
        raise SignatureRefused("The signature is by none of the valid secrets of this tenant.")


def _are_equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
