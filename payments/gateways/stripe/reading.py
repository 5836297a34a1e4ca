"""What Stripe's objects say of a payment. Raises KeyError, TypeError or ValueError for other shapes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.money import from_minor
from payments.gateways.base import LONGEST_NOTE, Failed, Outcome, Returned

# An intent may be there in whole or by its id alone; in whole where it was asked to be expanded.
EXPANDED = "payment_intent.latest_charge"

Refunds = Sequence[Mapping[str, Any]]  # as Stripe lists them
# Sent once more, these would fail once more; the last one was called off by somebody.
FINAL = {
    "lost_or_stolen_card": gettext_lazy("The card was reported lost or stolen."),
    "expired_or_canceled_card": gettext_lazy("The card has expired or was closed."),
    "charge_for_pending_refund_disputed": gettext_lazy("The payer disputes the payment."),
    "merchant_request": gettext_lazy("It was called off in Stripe's dashboard."),
}


def outcome_of_session(session: Mapping[str, Any], refunds: Refunds = ()) -> Outcome:
    match session["status"], session["payment_status"]:
        case "open", _status:
            return Outcome("open")
        case "expired", _status:
            return Outcome("abandoned")
        case "complete", "unpaid":
            return _not_yet_paid(session["payment_intent"])
        case "complete", "paid" | "no_payment_required":
            return _paid_session(session, refunds)
    raise ValueError(session["status"])


def outcome_of_intent(intent: Mapping[str, Any], refunds: Refunds) -> Outcome:
    """What came in by an intent that succeeded."""
    return _captured(intent["id"], intent["amount_received"], intent["currency"], refunds)


def intent_id(intent: Mapping[str, Any] | str | None) -> str:
    if isinstance(intent, str):
        return intent
    return str(intent["id"]) if intent else ""


def has_refunds(intent: Mapping[str, Any] | str | None) -> bool:
    """Whether money may have gone back; certainly not where the charge is known and says so."""
    charge = intent["latest_charge"] if isinstance(intent, Mapping) else None
    return bool(intent) and not (isinstance(charge, Mapping) and charge["amount_refunded"] == 0)


def went_back(refund: Mapping[str, Any]) -> bool:
    return refund["status"] not in {"failed", "canceled"}


def returned_by(refund: Mapping[str, Any]) -> Returned:
    amount = from_minor(refund["amount"], refund["currency"].upper())
    return Returned(refund["id"], amount, refund_key(refund))


def failure_of(refund: Mapping[str, Any]) -> Failed:
    called_off = refund["status"] == "canceled"
    why = refund.get("failure_reason") or ("merchant_request" if called_off else "")
    reason = FINAL.get(why, gettext_lazy("Stripe could not send it back."))
    return Failed(refund["id"], refund_key(refund), reason, is_final=why in FINAL)


def refund_key(refund: Mapping[str, Any]) -> str:
    """Our key, where the refund is ours and not the dashboard's."""
    return str((refund.get("metadata") or {}).get("refund", ""))


def _paid_session(session: Mapping[str, Any], refunds: Refunds) -> Outcome:
    intent = session["payment_intent"]
    if isinstance(intent, Mapping):
        return outcome_of_intent(intent, refunds)
    # An amount of nothing has no intent.
    reference = intent or session["id"]
    return _captured(reference, session["amount_total"], session["currency"], refunds)


def _captured(reference: str, amount: int, currency: str, refunds: Refunds) -> Outcome:
    known = currency.upper()
    return Outcome(
        "captured",
        reference,
        from_minor(amount, known),
        known,
        returned=tuple(returned_by(one) for one in refunds if went_back(one)),
        failed=tuple(failure_of(one) for one in refunds if not went_back(one)),
    )


def _not_yet_paid(intent: Mapping[str, Any] | str | None) -> Outcome:
    """The payer is done and the money is not here: a transfer or a voucher, under way or failed."""
    if not isinstance(intent, Mapping):
        return Outcome("waiting")
    match intent["status"]:
        case "requires_payment_method":
            trouble = intent.get("last_payment_error") or {}
            return Outcome("declined", reason=trouble.get("message") or "")
        case "canceled":
            return Outcome("abandoned")
    return _to_send(intent.get("next_action") or {})


def _to_send(action: Mapping[str, Any]) -> Outcome:
    """How the payer sends it, and until when: next_action.konbini_display_details and its like."""
    details = action.get(action.get("type", "")) or {}
    url = details.get("hosted_voucher_url") or details.get("hosted_instructions_url") or ""
    note = _("How to pay: %(url)s") % {"url": url}
    until = details.get("expires_at")
    return Outcome(
        "waiting",
        note=note if url and len(note) <= LONGEST_NOTE else "",
        due=datetime.fromtimestamp(until, UTC) if until else None,
    )
