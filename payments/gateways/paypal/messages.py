"""PayPal's webhooks: trusted after PayPal itself has verified them, byte for byte."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeGuard

from core.throttle import Limit, TooMany, count
from payments.gateways.base import InvalidSignature, OutcomeUnknown, Webhook
from payments.gateways.paypal.api import PayPalApi, Refused, unclear
from payments.gateways.paypal.disputes import OF_A_DISPUTE, disputed_capture
from payments.gateways.paypal.reading import Json, linked, order_id_of, reading, text
from payments.gateways.saving import SavingNews
from payments.models import Payment
from payments.queries import find_payment

APPROVED = "CHECKOUT.ORDER.APPROVED"
OF_A_CAPTURE = frozenset(
    f"PAYMENT.CAPTURE.{what}" for what in ("COMPLETED", "PENDING", "DENIED", "DECLINED")
)
WENT_BACK = frozenset({"PAYMENT.CAPTURE.REFUNDED", "PAYMENT.CAPTURE.REVERSED"})
# PENDING, FAILED and possible later states: PayPal is asked for the current one.
OF_A_REFUND = "PAYMENT.REFUND."

OF_THE_VAULT = "VAULT."
DELETED = frozenset({"VAULT.PAYMENT-TOKEN.DELETED", "VAULT.PAYMENT-TOKEN.DELETION-INITIATED"})

PROOF = {
    "auth_algo": "paypal-auth-algo",
    "cert_url": "paypal-cert-url",
    "transmission_id": "paypal-transmission-id",
    "transmission_sig": "paypal-transmission-sig",
    "transmission_time": "paypal-transmission-time",
}
PAYPALS_CERTIFICATE = re.compile(r"https://([a-z0-9-]+\.)+paypal\.com/[\w./-]+", re.ASCII)
VERIFY = "/v1/notifications/verify-webhook-signature"
LONGEST_KEY = 40  # characters of a payment's key
MALFORMED = frozenset({400, 422})

# PayPal is asked this often about one payment's messages; beyond that they are refused, to be repeated later.
ASKED = Limit("paypal-asked", times=30, seconds=3600)


def verified(api: PayPalApi, webhook_id: str, body: bytes, headers: Mapping[str, str]) -> Json:
    """The message, once PayPal confirms that it sent it.

    Raises InvalidSignature, or GatewayError where PayPal cannot be asked, or was asked too often. The
    signature covers the exact bytes of the body, so they are put into the request unchanged: serialised
    again they might differ.
    """
    event, proof = _event(body), _proof(headers)
    if not PAYPALS_CERTIFICATE.fullmatch(proof["cert_url"]):
        raise InvalidSignature("Signed by a certificate that is not PayPal's.")
    payment = named_by(event)
    _refuse_to_ask_too_often(payment)
    known = json.dumps({**proof, "webhook_id": webhook_id})
    question = f'{known[:-1]}, "webhook_event": {body.decode()}}}'
    try:
        answer = api.ask("POST", VERIFY, question, payment=payment)
    except Refused as refusal:
        if refusal.status in MALFORMED:
            raise InvalidSignature("PayPal cannot read the signature.") from None
        raise
    match answer.get("verification_status"):
        case "SUCCESS":
            return event
        case "FAILURE":
            raise InvalidSignature("PayPal did not send it.")
    raise unclear()


def about(event: Json) -> Webhook:
    """Which payment the message is about; the outcome is not read from it."""
    kind, resource = event["event_type"], event["resource"]
    names: dict[str, Any] = {}
    if kind == APPROVED:
        unit = resource["purchase_units"][0]
        names = {"payment_key": our_key(unit), "session": text(resource["id"])}
    elif kind in OF_A_CAPTURE:
        names = of_capture(resource)
    elif is_about_dispute(kind):
        id = text(resource["dispute_id"])
        names = {"reference": disputed_capture(resource), "dispute_reference": id}
    return Webhook(event["id"], kind, **names)


def of_capture(capture: Json) -> dict[str, str]:
    """The fields that identify the payment of a capture."""
    return {
        "payment_key": our_key(capture),
        "session": order_id_of(capture),
        "reference": text(capture["id"]),
    }


def our_key(thing: Json) -> str:
    """As we sent it; other sites on the same account may send anything."""
    key = thing.get("custom_id")
    return key if _is_name(key, LONGEST_KEY) else ""


def named_by(event: Json) -> Payment | None:
    """The payment that an unverified message names: for limiting requests to PayPal, not for acting."""
    with suppress(OutcomeUnknown), reading():
        webhook = about(event)
        went_back = capture_that_went_back(event) if is_about_refunds(webhook.kind) else ""
        return find_payment(
            "paypal",
            key=webhook.payment_key,
            session=webhook.session,
            reference=webhook.reference or went_back,
        )
    return None


def names_ours(body: bytes) -> bool:
    """Whether the unverified message names a payment of ours."""
    with suppress(InvalidSignature):
        return named_by(_event(body)) is not None
    return False


def is_about_refunds(kind: str) -> bool:
    return kind in WENT_BACK or kind.startswith(OF_A_REFUND)


def is_about_dispute(kind: str) -> bool:
    return kind.startswith(OF_A_DISPUTE)


def saving_news(event: Json) -> SavingNews:
    """Its deletion; that it was created is known from our own call."""
    gone = event["event_type"] in DELETED
    return SavingNews(gone=text(event["resource"].get("id") or "") if gone else "")


def capture_that_went_back(event: Json) -> str:
    """The id of the capture; the message contains the refund, or the capture itself."""
    resource = event["resource"]
    return linked(resource, "/payments/captures/") or text(resource["id"])


def _refuse_to_ask_too_often(payment: Payment | None) -> None:
    if payment:
        try:
            count(ASKED, payment.key)
        except TooMany:
            raise unclear() from None


def _event(body: bytes) -> Json:
    try:
        event: Any = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise InvalidSignature("Not JSON.") from None
    whole = isinstance(event, dict) and isinstance(event.get("resource"), dict)
    if not whole or not all(_is_name(event.get(name)) for name in ("id", "event_type")):
        raise InvalidSignature("Not a message of PayPal.")
    message: Json = event
    return message


def _is_name(value: Any, longest: int = 100) -> TypeGuard[str]:
    plain = isinstance(value, str) and value.isascii() and value.isprintable()
    return plain and 0 < len(value) <= longest


def _proof(headers: Mapping[str, str]) -> dict[str, str]:
    sent = {name.lower(): value for name, value in headers.items()}
    if not all(sent.get(name) for name in PROOF.values()):
        raise InvalidSignature("Not signed.")
    return {ours: sent[theirs] for ours, theirs in PROOF.items()}
