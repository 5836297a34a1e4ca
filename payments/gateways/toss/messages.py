"""Toss's webhooks are not signed: they only name the payment that Toss is then asked about."""

import json
from dataclasses import replace
from hashlib import sha256
from hmac import compare_digest
from typing import Any

import structlog

from core.throttle import Limit, TooMany, count
from payments.gateways.base import InvalidSignature, UnverifiedWebhook, Webhook
from payments.gateways.toss import client
from payments.gateways.toss.known_state import is_known
from payments.gateways.toss.reading import outcome_of, reading
from payments.models import Payment
from payments.queries import find_payment

STATUS_CHANGED, DEPOSIT = "PAYMENT_STATUS_CHANGED", "DEPOSIT_CALLBACK"

# Toss is asked this often about one payment's messages; beyond that they are refused, to be repeated later.
ASKED = Limit("toss-asked", times=30, seconds=3600)

log = structlog.get_logger(__name__)


def read_message(body: bytes) -> Webhook:
    """The webhook; Toss is asked only about a payment of ours, and only where the message adds something.

    Raises InvalidSignature; UnverifiedWebhook about a payment we do not know; GatewayError where Toss does
    not answer now, or was asked too often.
    """
    message = _document(body)
    details = _about(message)
    order_id = _named(details, "orderId")
    kind, key = (
        (DEPOSIT, "") if details is message else (STATUS_CHANGED, _named(details, "paymentKey"))
    )
    payment = find_payment(client.CODE, key=order_id)
    if payment is None:
        raise UnverifiedWebhook(_parked(kind, order_id, key))
    if key and payment.reference not in ("", key):
        return _of_another_try(_asked(kind, payment, key, None), payment)
    if key and is_known(payment, details):
        return Webhook(f"known/{payment.key}/{details['status']}", kind, payment_key=payment.key)
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
    """About an earlier try of the payer: true, and nothing to act on. Raises InvalidSignature."""
    if webhook.payment_key != payment.key:
        raise InvalidSignature("Another order's payment.")
    if webhook.outcome and webhook.outcome.result == "captured":  # which Toss excludes
        log.error("paid twice under one order", payment=payment.pk, reference=webhook.reference)
    return replace(webhook, outcome=None)


def _parked(kind: str, order_id: str, payment_key: str) -> Webhook:
    """Under a name that no verified message has, so that invented ones cannot occupy it."""
    digest = sha256(f"{kind}/{order_id}/{payment_key}".encode()).hexdigest()
    return Webhook(f"unvouched/{digest}", kind, payment_key=order_id, reference=payment_key)


def _document(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (RecursionError, ValueError):
        raise InvalidSignature("No JSON.") from None
    if not isinstance(message, dict):
        raise InvalidSignature("No JSON object.")
    return message


def _about(message: dict[str, Any]) -> dict[str, Any]:
    """The part that names the payment: for a deposit, the message itself."""
    if message.get("eventType") == STATUS_CHANGED:
        about = message.get("data")
    elif "eventType" not in message and "secret" in message:
        about = message
    else:
        raise InvalidSignature("This is no message that we ask Toss for.")
    if not isinstance(about, dict):
        raise InvalidSignature("No payment.")
    return about


def _named(details: dict[str, Any], field: str) -> str:
    name = details.get(field)
    if not isinstance(name, str) or not client.NAME.fullmatch(name):
        raise InvalidSignature(f"No {field}.")
    return name


def _refuse_another_secret(given: Any, known: Any) -> None:
    """Only Toss and we know the secret of a virtual account."""
    if not (isinstance(given, str) and isinstance(known, str) and known):
        raise InvalidSignature("No secret.")
    if not compare_digest(given.encode(errors="replace"), known.encode()):
        raise InvalidSignature("Another secret.")


def _believed(kind: str, found: dict[str, Any]) -> Webhook:
    """Toss's current state, under a name made from it, since Toss does not name events.

    Nothing of the message goes into the name, so that a forged message cannot occupy the name of a
    later one.
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
