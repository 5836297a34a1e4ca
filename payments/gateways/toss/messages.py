"""Toss's webhooks are not signed: they say only about which payment Toss is to be asked."""

import json
from hmac import compare_digest
from typing import Any

from payments.gateways.base import Forged, Webhook
from payments.gateways.toss import client
from payments.gateways.toss.reading import outcome_of, reading

STATUS_CHANGED, DEPOSIT = "PAYMENT_STATUS_CHANGED", "DEPOSIT_CALLBACK"


def read_message(body: bytes) -> Webhook:
    """Raises Forged; GatewayError where Toss does not answer now."""
    message = _document(body)
    try:
        if message.get("eventType") == STATUS_CHANGED:
            return _believed(STATUS_CHANGED, client.payment_by_key(_named(message, "paymentKey")))
        if "eventType" not in message and "secret" in message:
            found = client.payment_by_order(_named({"data": message}, "orderId"))
            _refuse_another_secret(message["secret"], found.get("secret"))
            return _believed(DEPOSIT, found)
    except client.Refused as no:
        if no.code != "NOT_FOUND_PAYMENT":
            raise
        raise Forged("Toss knows no such payment.") from None
    raise Forged("This is no message that we ask Toss for.")


def _document(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (RecursionError, ValueError):
        raise Forged("No JSON.") from None
    if not isinstance(message, dict):
        raise Forged("No JSON object.")
    return message


def _named(message: dict[str, Any], field: str) -> str:
    data = message.get("data")
    name = data.get(field) if isinstance(data, dict) else None
    if not isinstance(name, str) or not client.NAME.fullmatch(name):
        raise Forged(f"No {field}.")
    return name


def _refuse_another_secret(said: Any, known: Any) -> None:
    """Only Toss, we, and nobody in between know the secret of a virtual account."""
    if not (isinstance(said, str) and isinstance(known, str) and known):
        raise Forged("No secret.")
    if not compare_digest(said.encode(errors="replace"), known.encode()):
        raise Forged("Another secret.")


def _believed(kind: str, found: dict[str, Any]) -> Webhook:
    """What Toss says now, under a name for just that, since Toss names no event.

    Nothing of the message goes into the name: whoever forges one must not use up the name of a message
    that is still to come.
    """
    with reading():
        parts = kind, found["paymentKey"], found["status"], found["lastTransactionKey"] or ""
        return Webhook(
            "/".join(parts)[-200:],
            kind,
            payment_key=str(found["orderId"]),
            reference=str(found["paymentKey"]),
            outcome=outcome_of(found),
        )
