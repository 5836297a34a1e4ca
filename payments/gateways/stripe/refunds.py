"""Sending money back through Stripe, and what went back so far."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import stripe
from django.utils.translation import gettext as _

from core.money import to_minor
from payments.gateways.base import GatewayError, Returned
from payments.gateways.stripe.reading import (
    has_refunds,
    intent_id,
    refund_key,
    returned_by,
    went_back,
)

if TYPE_CHECKING:
    from payments.models import Refund


def refunds_of(
    client: stripe.StripeClient, intent: Mapping[str, Any] | str | None
) -> tuple[Returned, ...]:
    """Every refund of an intent that did not fail, ours and the dashboard's."""
    if not has_refunds(intent):
        return ()
    return tuple(returned_by(one) for one in _listed(client, intent_id(intent)) if went_back(one))


def send_once(client: stripe.StripeClient, refund: "Refund") -> str:
    """Send it, or find it sent; returns Stripe's id. Raises GatewayError where Stripe says it failed.

    Stripe forgets a key after a day, so a refund that was tried before is looked for first. One that
    failed would be answered again by its key, so the next one has a key of its own.
    """
    tried = _tries(client, refund) if refund.attempts else []
    for one in tried:
        if went_back(one):
            return str(one["id"])
    key = f"{refund.key}.{len(tried)}" if tried else refund.key
    sent = client.v1.refunds.create(_wanted(refund), {"idempotency_key": key}).to_dict()
    if not went_back(sent):
        reason = sent.get("failure_reason") or sent["status"]
        raise GatewayError(_("Stripe could not send it back: %(reason)s.") % {"reason": reason})
    return str(sent["id"])


def _wanted(refund: "Refund") -> Any:
    payment = refund.payment
    return {
        "payment_intent": payment.reference,
        "amount": to_minor(refund.amount, payment.currency),
        "metadata": {"refund": refund.key, "payment": payment.key},
    }


def _tries(client: stripe.StripeClient, refund: "Refund") -> list[dict[str, Any]]:
    return [
        one for one in _listed(client, refund.payment.reference) if refund_key(one) == refund.key
    ]


def _listed(client: stripe.StripeClient, intent: str) -> list[dict[str, Any]]:
    refunds = client.v1.refunds.list({"payment_intent": intent, "limit": 100})
    return [one.to_dict() for one in refunds.auto_paging_iter()]
