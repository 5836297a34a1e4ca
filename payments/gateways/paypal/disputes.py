"""PayPal's disputes: https://developer.paypal.com/docs/api/customer-disputes/v1/"""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from urllib.parse import quote

from django.conf import settings

from payments.dispute_reasons import dispute_reason
from payments.gateways.disputes import ReportedDispute
from payments.gateways.paypal.reading import Json, money_of, reading, text

DISPUTES = "/v1/customer/disputes"
OF_A_DISPUTE = "CUSTOMER.DISPUTE."
RESOLVED, INQUIRY = "RESOLVED", "INQUIRY"
# Of refunds, while the payment is disputed.
REFUSALS = frozenset({"CAPTURE_DISPUTED_PARTIAL_REFUND_NOT_ALLOWED", "TRANSACTION_DISPUTED"})
# Others (the seller's favour, a payout to both, cancelled by the buyer, denied) cost the seller nothing.
LOST = frozenset({"RESOLVED_BUYER_FAVOUR", "ACCEPTED"})
UNRESOLVED = frozenset(
    {
        *("OPEN", "WAITING_FOR_BUYER_RESPONSE", "WAITING_FOR_SELLER_RESPONSE"),
        *("UNDER_REVIEW", "OTHER"),
    }
)


def disputed_capture(resource: Json) -> str:
    """The id of the capture: the transaction on the seller's side."""
    transactions = resource.get("disputed_transactions") or []
    return text(transactions[0].get("seller_transaction_id", "")) if transactions else ""


def read_dispute(dispute: Json) -> ReportedDispute:
    """Raises OutcomeUnknown."""
    with reading():
        amount, currency = money_of(dispute["dispute_amount"])
        outcome = dispute.get("dispute_outcome") or {}
        result = _result(dispute["status"], outcome.get("outcome_code"))
        due = dispute.get("seller_response_due_date")
        return ReportedDispute(
            reference=text(dispute["dispute_id"]),
            result=result,
            amount=amount,
            currency=currency,
            opened_at=_time(dispute["create_time"]),
            reason=dispute_reason(dispute.get("reason")),
            due=_time(due) if due else None,
            is_inquiry=dispute.get("dispute_life_cycle_stage") == INQUIRY,
            lost=_lost(outcome, amount, currency),
        )


def dispute_path(id: str) -> str:
    return f"{DISPUTES}/{quote(id, safe='')}"


def dispute_url(id: str) -> str:
    host = "www.paypal.com" if "sandbox" not in settings.PAYPAL_URL else "www.sandbox.paypal.com"
    return f"https://{host}/resolutioncenter/view/{quote(id, safe='')}"


def _result(status: str, code: object) -> Literal["open", "won", "lost"]:
    if status in UNRESOLVED:
        return "open"
    if status != RESOLVED:
        raise ValueError(status)
    return "lost" if code in LOST else "won"


def _lost(outcome: Json, amount: Decimal, currency: str) -> Decimal:
    """What was refunded, where PayPal names it; else all of it."""
    refunded = outcome.get("amount_refunded")
    if not refunded:
        return amount
    lost, lost_currency = money_of(refunded)
    return lost if lost_currency == currency else amount


def _time(value: object) -> datetime:
    time = datetime.fromisoformat(text(value))
    if time.tzinfo is None:
        raise ValueError(value)
    return time
