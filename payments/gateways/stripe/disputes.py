"""Stripe's disputes: https://docs.stripe.com/api/disputes/object"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import stripe
from django.conf import settings

from payments.dispute_reasons import dispute_reason
from payments.gateways.disputes import ReportedDispute
from payments.gateways.stripe.currencies import STRIPE

DASHBOARD = "https://dashboard.stripe.com"
INQUIRY = "warning_"  # before the status of what may become a dispute
RESULTS: dict[str, Literal["open", "won", "lost"]] = {
    "warning_needs_response": "open",
    "warning_under_review": "open",
    "needs_response": "open",
    "under_review": "open",
    "warning_closed": "won",
    "won": "won",
    "prevented": "won",  # by a refund, which is listed with the charge's
    "lost": "lost",
}


def find_dispute(client: stripe.StripeClient, id: str) -> ReportedDispute:
    """The current state; messages may be outdated."""
    return read_dispute(client.v1.disputes.retrieve(id).to_dict())


def read_dispute(dispute: Mapping[str, Any]) -> ReportedDispute:
    currency = dispute["currency"].upper()
    amount, result = STRIPE.from_number(dispute["amount"], currency), RESULTS[dispute["status"]]
    due = (dispute.get("evidence_details") or {}).get("due_by")
    return ReportedDispute(
        reference=dispute["id"],
        result=result,
        amount=amount,
        currency=currency,
        opened_at=datetime.fromtimestamp(dispute["created"], UTC),
        reason=dispute_reason(dispute.get("reason")),
        due=datetime.fromtimestamp(due, UTC) if due else None,
        is_inquiry=dispute["status"].startswith(INQUIRY),
        lost=amount,
    )


def dispute_url(id: str) -> str:
    test = "" if "_live_" in settings.STRIPE_SECRET_KEY else "/test"
    return f"{DASHBOARD}{test}/disputes/{id}"
