"""Sending refunds through Stripe, and the refunds made so far."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import stripe

from core.reasons import words_of
from payments.gateways.base import Final, GatewayError
from payments.gateways.stripe.currencies import STRIPE
from payments.gateways.stripe.reading import (
    Refunds,
    failure_of,
    has_refunds,
    intent_id,
    refund_key,
    went_back,
)

if TYPE_CHECKING:
    from payments.models import Refund


def refunds_of(
    client: stripe.StripeClient, intent: Mapping[str, Any] | str | None, *, known: bool = False
) -> Refunds:
    """Every refund of an intent, ours and the dashboard's, also those that failed.

    `known`: there are some, even if the charge shows none, for they may have failed.
    """
    return _listed(client, intent_id(intent)) if intent and (known or has_refunds(intent)) else ()


def send_once(client: stripe.StripeClient, refund: "Refund") -> str:
    """Send it, or find it sent; returns Stripe's id. Raises GatewayError where Stripe reports it failed.

    Stripe purges keys after a day, so a refund that was tried before is searched for first. The answer to
    a failed refund would be repeated for its key, so the next try has a key of its own.
    """
    tried = _tries(client, refund) if refund.attempts else []
    for one in tried:
        if went_back(one):
            return str(one["id"])
    key = f"{refund.key}.{len(tried)}" if tried else refund.key
    sent = client.v1.refunds.create(_wanted(refund), {"idempotency_key": key}).to_dict()
    if not went_back(sent):
        failure = failure_of(sent)
        error = Final if failure.is_final else GatewayError
        raise error(words_of(failure.reason), failure.reason)
    return str(sent["id"])


def _wanted(refund: "Refund") -> Any:
    payment = refund.payment
    return {
        "payment_intent": payment.reference,
        "amount": STRIPE.to_number(refund.amount, payment.currency),
        "metadata": {"refund": refund.key, "payment": payment.key},
    }


def _tries(client: stripe.StripeClient, refund: "Refund") -> list[dict[str, Any]]:
    return [
        one for one in _listed(client, refund.payment.reference) if refund_key(one) == refund.key
    ]


def _listed(client: stripe.StripeClient, intent: str) -> list[dict[str, Any]]:
    refunds = client.v1.refunds.list({"payment_intent": intent, "limit": 100})
    return [one.to_dict() for one in refunds.auto_paging_iter()]
