"""Toss's webhooks are not signed: they say only about which payment Toss is to be asked."""

import json
from dataclasses import replace
from hashlib import sha256
from hmac import compare_digest
from typing import Any

import structlog

from core.throttle import Limit, TooMany, count
from payments.gateways.base import InvalidSignature, UnverifiedWebhook, Webhook
from payments.gateways.toss import client
from payments.gateways.toss.news import is_known
from payments.gateways.toss.reading import outcome_of, reading
from payments.models import Payment
from payments.queries import find_payment

STATUS_CHANGED, DEPOSIT = "PAYMENT_STATUS_CHANGED", "DEPOSIT_CALLBACK"

# Of one payment Toss is asked so often for messages; then they shall be repeated later.
ASKED = Limit("toss-asked", times=30, seconds=3600)

log = structlog.get_logger(__name__)


def read_message(body: bytes) -> Webhook:
    """What the message leads to; Toss is asked only about a payment of ours, and for news of it.

    Raises InvalidSignature; UnverifiedWebhook about a payment we do not know; GatewayError where Toss does
    not answer now, or was asked too often.
    """
    message = _document(body)
    said = _about(message)
    order_id = _named(said, "orderId")
    kind, key = (DEPOSIT, "") if said is message else (STATUS_CHANGED, _named(said, "paymentKey"))
    payment = find_payment(client.CODE, key=order_id)
    if payment is None:
        raise UnverifiedWebhook(_parked(kind, order_id, key))
    if key and payment.reference not in ("", key):
        return _of_another_try(_asked(kind, payment, key, None), payment)
    if key and is_known(payment, said):
        return Webhook(f"known/{payment.key}/{said['status']}", kind, payment_key=payment.key)
    return _asked(kind, payment, key, message.get("secret"))


def _asked(kind: str, payment: Payment, key: str, secret: Any) -> Webhook:
    try:
        count(ASKED, payment.key)
    except TooMany:
        raise client.unclear() from None
    try:
        found = (
            client.payment_by_key(key, payment)
            if key
            else client.payment_by_order(payment.key, payment)
        )
    except client.Refused as no:
        if no.code != "NOT_FOUND_PAYMENT":
            raise
        raise InvalidSignature("Toss knows no such payment.") from None
    if kind == DEPOSIT:
        _refuse_another_secret(secret, found.get("secret"))
    return _believed(kind, found)


def _of_another_try(webhook: Webhook, payment: Payment) -> Webhook:
    """Of what the payer tried before they paid: true, and nothing to act on. Raises InvalidSignature."""
    if webhook.payment_key != payment.key:
        raise InvalidSignature("Another order's payment.")
    if webhook.outcome and webhook.outcome.result == "captured":  # which Toss rules out
        log.error("paid twice under one order", payment=payment.pk, reference=webhook.reference)
    return replace(webhook, outcome=None)


def _parked(kind: str, order_id: str, payment_key: str) -> Webhook:
    """Under a name that no believed message has: whoever makes one up uses up none."""
    said = sha256(f"{kind}/{order_id}/{payment_key}".encode()).hexdigest()
    return Webhook(f"unvouched/{said}", kind, payment_key=order_id, reference=payment_key)


def _document(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (RecursionError, ValueError):
        raise InvalidSignature("No JSON.") from None
    if not isinstance(message, dict):
        raise InvalidSignature("No JSON object.")
    return message


def _about(message: dict[str, Any]) -> dict[str, Any]:
    """The part that says which payment: of a deposit, that is the message itself."""
    if message.get("eventType") == STATUS_CHANGED:
        about = message.get("data")
    elif "eventType" not in message and "secret" in message:
        about = message
    else:
        raise InvalidSignature("This is no message that we ask Toss for.")
    if not isinstance(about, dict):
        raise InvalidSignature("No payment.")
    return about


def _named(said: dict[str, Any], field: str) -> str:
    name = said.get(field)
    if not isinstance(name, str) or not client.NAME.fullmatch(name):
        raise InvalidSignature(f"No {field}.")
    return name


def _refuse_another_secret(said: Any, known: Any) -> None:
    """Only Toss, we, and nobody in between know the secret of a virtual account."""
    if not (isinstance(said, str) and isinstance(known, str) and known):
        raise InvalidSignature("No secret.")
    if not compare_digest(said.encode(errors="replace"), known.encode()):
        raise InvalidSignature("Another secret.")


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
