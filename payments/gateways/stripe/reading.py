"""Stripe's objects translated to payment outcomes. KeyError, TypeError or ValueError for other shapes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from payments.gateways.base import LONGEST_NOTE, Failed, PaymentOutcome, Returned
from payments.gateways.stripe.currencies import STRIPE
from payments.method_lifecycle import AUTHENTICATION, HARD, SOFT
from payments.reasons import (
    AUTHENTICATION_NEEDED,
    CARD_CLOSED,
    CARD_DATA_WRONG,
    CARD_EXPIRED,
    CARD_LOST,
    CARD_UNUSABLE,
    DECLINED,
    DISPUTED,
    NOT_ENOUGH_MONEY,
    STRIPE_CALLED_OFF,
    STRIPE_FAILED,
    VOUCHER,
    reason_of,
)

# An intent is an object where it was expanded, else its id alone.
EXPANDED = "payment_intent.latest_charge"

Refunds = Sequence[Mapping[str, Any]]  # as Stripe lists them
# A retry of these would fail again; the last one was cancelled.
FINAL = {
    "lost_or_stolen_card": CARD_LOST,
    "expired_or_canceled_card": CARD_CLOSED,
    "charge_for_pending_refund_disputed": DISPUTED,
    "merchant_request": STRIPE_CALLED_OFF,
}
# By `decline_code`, or else `code`, of last_payment_error (docs.stripe.com/declines/codes).
DECLINES = {
    "card_declined": DECLINED,
    "generic_decline": DECLINED,
    "do_not_honor": DECLINED,
    "insufficient_funds": NOT_ENOUGH_MONEY,
    "card_velocity_exceeded": NOT_ENOUGH_MONEY,
    "withdrawal_count_limit_exceeded": NOT_ENOUGH_MONEY,
    "expired_card": CARD_EXPIRED,
    "incorrect_cvc": CARD_DATA_WRONG,
    "incorrect_number": CARD_DATA_WRONG,
    "invalid_cvc": CARD_DATA_WRONG,
    "invalid_expiry_month": CARD_DATA_WRONG,
    "invalid_expiry_year": CARD_DATA_WRONG,
    "card_not_supported": CARD_UNUSABLE,
    "currency_not_supported": CARD_UNUSABLE,
    "authentication_required": AUTHENTICATION_NEEDED,
    "lost_card": CARD_LOST,
    "stolen_card": CARD_LOST,
    "pickup_card": CARD_UNUSABLE,
    "restricted_card": CARD_UNUSABLE,
}
# After these the same card is never tried again (docs.stripe.com/billing/revenue-recovery/smart-retries).
HARD_DECLINES = frozenset(
    {
        *("lost_card", "stolen_card", "pickup_card", "incorrect_number", "invalid_number"),
        *("invalid_account", "new_account_information_available", "transaction_not_allowed"),
        *("revocation_of_authorization", "revocation_of_all_authorizations", "do_not_try_again"),
        *("stop_payment_order", "highest_risk_level", "expired_card", "card_not_supported"),
    }
)


def outcome_of_session(session: Mapping[str, Any], refunds: Refunds = ()) -> PaymentOutcome:
    match session["status"], session["payment_status"]:
        case "open", _status:
            return PaymentOutcome("open")
        case "expired", _status:
            return PaymentOutcome("abandoned")
        case "complete", "unpaid":
            return _not_yet_paid(session["payment_intent"])
        case "complete", "paid" | "no_payment_required":
            return _paid_session(session, refunds)
    raise ValueError(session["status"])


def outcome_of_intent(intent: Mapping[str, Any], refunds: Refunds) -> PaymentOutcome:
    """The outcome of an intent that succeeded."""
    return _captured(intent["id"], intent["amount_received"], intent["currency"], refunds)


def outcome_of_charge(intent: Mapping[str, Any], refunds: Refunds = ()) -> PaymentOutcome:
    """The outcome of an intent that was confirmed without the payer; it ends at once, save for slow banks."""
    name = str(intent["id"])
    match intent["status"]:
        case "succeeded":
            return replace(outcome_of_intent(intent, refunds), session=name)
        case "processing":
            return PaymentOutcome("waiting", session=name)
        case "canceled":
            return PaymentOutcome("abandoned", session=name)
        case "requires_payment_method" | "requires_action" | "requires_confirmation":
            trouble = intent.get("last_payment_error") or {"code": "authentication_required"}
            return replace(refused_charge(trouble), session=name)
    raise ValueError(intent["status"])


def refused_charge(trouble: Mapping[str, Any]) -> PaymentOutcome:
    """The outcome of a charge by the error of its refusal."""
    intent = trouble.get("payment_intent") or {}
    return PaymentOutcome(
        "declined",
        reason=_declined(trouble),
        decline=_kind_of(trouble),
        session=str(intent.get("id") or ""),
    )


def _kind_of(trouble: Mapping[str, Any]) -> str:
    codes = {trouble.get(name) for name in ("code", "decline_code", "advice_code")}
    if "authentication_required" in codes:
        return AUTHENTICATION
    return HARD if codes & HARD_DECLINES else SOFT


def intent_id(intent: Mapping[str, Any] | str | None) -> str:
    if isinstance(intent, str):
        return intent
    return str(intent["id"]) if intent else ""


def has_refunds(intent: Mapping[str, Any] | str | None) -> bool:
    """Whether there may be refunds; certainly not where the charge is known and has none."""
    charge = intent["latest_charge"] if isinstance(intent, Mapping) else None
    return bool(intent) and not (isinstance(charge, Mapping) and charge["amount_refunded"] == 0)


def went_back(refund: Mapping[str, Any]) -> bool:
    return refund["status"] not in {"failed", "canceled"}


def returned_by(refund: Mapping[str, Any]) -> Returned:
    amount = STRIPE.from_number(refund["amount"], refund["currency"].upper())
    return Returned(refund["id"], amount, refund_key(refund))


def failure_of(refund: Mapping[str, Any]) -> Failed:
    called_off = refund["status"] == "canceled"
    why = refund.get("failure_reason") or ("merchant_request" if called_off else "")
    reason = FINAL.get(why, STRIPE_FAILED)
    return Failed(refund["id"], refund_key(refund), reason.note, is_final=why in FINAL)


def refund_key(refund: Mapping[str, Any]) -> str:
    """Our key, where the refund is ours and not from the dashboard."""
    return str((refund.get("metadata") or {}).get("refund", ""))


def _paid_session(session: Mapping[str, Any], refunds: Refunds) -> PaymentOutcome:
    intent = session["payment_intent"]
    payer = str((session.get("customer_details") or {}).get("email") or "")
    if isinstance(intent, Mapping):
        return replace(outcome_of_intent(intent, refunds), payer=payer)
    # An amount of nothing has no intent.
    reference = intent or session["id"]
    paid = _captured(reference, session["amount_total"], session["currency"], refunds)
    return replace(paid, payer=payer)


def _captured(reference: str, amount: int, currency: str, refunds: Refunds) -> PaymentOutcome:
    known = currency.upper()
    return PaymentOutcome(
        "captured",
        reference,
        STRIPE.from_number(amount, known),
        known,
        returned=tuple(returned_by(one) for one in refunds if went_back(one)),
        failed=tuple(failure_of(one) for one in refunds if not went_back(one)),
    )


def _not_yet_paid(intent: Mapping[str, Any] | str | None) -> PaymentOutcome:
    """The payer is done and the money has not arrived: a transfer or a voucher, pending or failed."""
    if not isinstance(intent, Mapping):
        return PaymentOutcome("waiting")
    match intent["status"]:
        case "requires_payment_method":
            return PaymentOutcome(
                "declined", reason=_declined(intent.get("last_payment_error") or {})
            )
        case "canceled":
            return PaymentOutcome("abandoned")
    return _to_send(intent.get("next_action") or {})


def _declined(trouble: Mapping[str, Any]) -> str:
    code = trouble.get("decline_code") or trouble.get("code") or ""
    return reason_of(DECLINES, code, trouble.get("message") or "")


def _to_send(action: Mapping[str, Any]) -> PaymentOutcome:
    """How the payer sends it, and until when: next_action.konbini_display_details and similar."""
    details = action.get(action.get("type", "")) or {}
    url = details.get("hosted_voucher_url") or details.get("hosted_instructions_url") or ""
    note = VOUCHER.note_with(url=url)
    until = details.get("expires_at")
    return PaymentOutcome(
        "waiting",
        note=note if url and len(note) <= LONGEST_NOTE else "",
        due=datetime.fromtimestamp(until, UTC) if until else None,
    )
