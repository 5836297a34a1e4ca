"""Stripe's webhooks: verified by their signature, then read."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import stripe
from django.conf import settings

from payments.gateways.base import InvalidSignature, PaymentOutcome, Webhook
from payments.gateways.saving import SavingNews
from payments.gateways.stripe.client import asking
from payments.gateways.stripe.disputes import find_dispute
from payments.gateways.stripe.reading import (
    EXPANDED,
    intent_id,
    outcome_of_charge,
    outcome_of_intent,
    outcome_of_session,
)
from payments.gateways.stripe.refunds import refunds_of
from payments.gateways.stripe.saving import find_setup, saved_by
from payments.models import Payment, SavedMethod
from payments.queries import find_payment

LONGEST_KEY = 40  # characters of a payment's key
# Refund events come from the charge or the refund, under names that changed over the years.
OF_REFUNDS = frozenset(
    {"charge.refunded", "charge.refund.updated", "refund.updated", "refund.failed"}
)
OF_INTENTS = frozenset({"payment_intent.succeeded", "payment_intent.payment_failed"})
OF_SETUPS = frozenset({"setup_intent.succeeded", "checkout.session.completed"})
TOLERANCE_SECONDS = (
    300  # between signing and now, so that an intercepted message cannot be replayed later
)


def read_message(body: bytes, headers: Mapping[str, str]) -> Webhook:
    """Raises InvalidSignature; GatewayError where Stripe must be asked and does not answer."""
    event = _verified(body, headers.get("Stripe-Signature", ""))
    try:
        return _read(str(event["id"]), str(event["type"]), event["data"]["object"])
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidSignature("no event that can be read") from error


def _read(event_id: str, kind: str, about: dict[str, Any]) -> Webhook:
    if is_about_saving(kind, about):
        return Webhook(event_id, kind, saving=_saving_news(kind, about))
    if about["object"] == "checkout.session":
        return _of_session(event_id, kind, about)
    if about["object"] == "dispute":
        return _of_dispute(event_id, kind, about)
    if kind in OF_INTENTS:
        return _of_intent(event_id, kind, about)
    reference = intent_id(about.get("payment_intent"))
    return Webhook(
        event_id,
        kind,
        payment_key=_our_key(about),
        reference=reference,
        outcome=_refunded(reference, about) if kind in OF_REFUNDS and reference else None,
    )


def _verified(body: bytes, signature: str) -> dict[str, Any]:
    try:
        stripe.Webhook.construct_event(
            body, signature, settings.STRIPE_WEBHOOK_SECRET, TOLERANCE_SECONDS
        )
        event: dict[str, Any] = json.loads(body)
    except (
        stripe.SignatureVerificationError,
        AttributeError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        # Other errors too: a signature beyond ASCII, a body that is no object or too deep. Without the cause,
        # which quotes the whole message.
        raise InvalidSignature(type(error).__name__) from None
    return event


def _of_session(event_id: str, kind: str, session: dict[str, Any]) -> Webhook:
    return Webhook(
        event_id,
        kind,
        payment_key=_our_key(session),
        session=str(session["id"]),
        reference=intent_id(session.get("payment_intent")),
        outcome=_session_outcome(kind, session),
    )


def _of_dispute(event_id: str, kind: str, about: dict[str, Any]) -> Webhook:
    """Its state is requested from Stripe, like the refunds so far: messages come in any order.

    Not of payments that are unknown here: other sites may share the account.
    """
    intent, id = intent_id(about.get("payment_intent")), str(about["id"])
    webhook = Webhook(event_id, kind, reference=intent, dispute_reference=id)
    payment = find_payment("stripe", reference=intent)
    if payment is None:
        return webhook
    with asking(payment) as client:
        outcome, dispute = _intent_outcome(client, intent), find_dispute(client, id)
    return replace(webhook, outcome=outcome, dispute=dispute)


def _of_intent(event_id: str, kind: str, intent: dict[str, Any]) -> Webhook:
    """Of a charge without the payer; those of a page are known by their session."""
    payment = find_payment("stripe", key=_our_key(intent))
    is_charge = payment is not None and payment.is_charge
    return Webhook(
        event_id,
        kind,
        payment_key=_our_key(intent),
        reference=str(intent["id"]),
        outcome=outcome_of_charge(intent) if is_charge else None,
    )


def is_about_saving(kind: str, about: Mapping[str, Any]) -> bool:
    of_setup = about["object"] == "checkout.session" and about.get("mode") == "setup"
    return of_setup or kind.startswith(("setup_intent.", "payment_method."))


def _saving_news(kind: str, about: Mapping[str, Any]) -> SavingNews:
    if kind == "payment_method.detached":
        return SavingNews(gone=str(about["id"]))
    key = str((about.get("metadata") or {}).get("method", ""))
    intent = about["id"] if kind == "setup_intent.succeeded" else about.get("setup_intent")
    is_ours = bool(key) and SavedMethod.objects.filter(gateway="stripe", key=key).exists()
    if not (is_ours and intent) or kind not in OF_SETUPS:
        return SavingNews()
    with asking() as client:
        found = find_setup(client, str(intent))
        saved = saved_by(found) if found["status"] == "succeeded" else None
        return SavingNews(key=key, saved=saved)


def _our_key(about: Mapping[str, Any]) -> str:
    """As `sessions` stored it there; other sites on the account may store anything there."""
    key = str((about.get("metadata") or {}).get("payment", ""))
    return key if len(key) <= LONGEST_KEY and key.isprintable() else ""


def _payment(about: Mapping[str, Any]) -> Payment | None:
    """The payment to log calls under; dashboard refunds have no key."""
    intent = intent_id(about.get("payment_intent"))
    return find_payment("stripe", key=_our_key(about), reference=intent)


def _session_outcome(kind: str, session: dict[str, Any]) -> PaymentOutcome | None:
    match kind.removeprefix("checkout.session."):
        case "completed" if session["payment_status"] == "unpaid":
            return _with_instructions(session)
        case "completed" | "async_payment_succeeded" | "expired":
            return outcome_of_session(session)
        case "async_payment_failed":
            return PaymentOutcome("declined")
    return None


def _with_instructions(session: Mapping[str, Any]) -> PaymentOutcome:
    """Payment instructions are in the intent, which a message names by its id alone."""
    with asking(_payment(session)) as client:
        answer = client.v1.checkout.sessions.retrieve(session["id"], {"expand": [EXPANDED]})
        return outcome_of_session(answer.to_dict())


def _refunded(intent: str, about: Mapping[str, Any]) -> PaymentOutcome:
    """Requested from Stripe, since a charge does not name a refund, and the message may be outdated."""
    with asking(_payment(about)) as client:
        return _intent_outcome(client, intent)


def _intent_outcome(client: stripe.StripeClient, intent: str) -> PaymentOutcome:
    answer = client.v1.payment_intents.retrieve(intent, {"expand": ["latest_charge"]})
    found = answer.to_dict()
    return outcome_of_intent(found, refunds_of(client, found, known=True))
