"""Cards saved at Toss by billing keys, and payments by them."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.money import to_minor
from payments.gateways.base import GatewayError, OutcomeUnknown, PaymentOutcome
from payments.gateways.saving import Saved, SetupStarted, card_label
from payments.gateways.toss import client
from payments.gateways.toss.reading import DECLINES, decline_kind, outcome_of, reading
from payments.method_lifecycle import HARD
from payments.reasons import METHOD_GONE, reason_of

if TYPE_CHECKING:
    from payments.models import Payment, SavedMethod

REMEMBERED = timedelta(days=15)
DONE_BEFORE = frozenset({"DUPLICATED_ORDER_ID", "ALREADY_PROCESSED_PAYMENT"})
# Of our keys, or too many calls: the payment is not refused.
NOT_NOW = frozenset({"UNAUTHORIZED_KEY", "FORBIDDEN_REQUEST", "TOO_MANY_REQUESTS"})
GONE = frozenset({"INVALID_BILLING_KEY", "NOT_FOUND_BILLING_KEY", "NOT_MATCHES_CUSTOMER_KEY"})


def begin_setup(method: "SavedMethod") -> SetupStarted:
    """Our own page, from which Toss's script opens its window. Our key is its customer."""
    return SetupStarted(reverse("payments:toss-card", args=[method.key]), customer=method.key)


def confirm_setup(method: "SavedMethod", returned: Mapping[str, str]) -> Saved | None:
    """Toss gives a billing key once; asked again under the same key, it repeats its answer."""
    auth_key = returned.get("authKey", "")
    if not auth_key:  # the window failed or was closed
        return None
    if returned.get("customerKey") != method.key:
        raise GatewayError(_("This is not the card that was asked for. Please add it again."))
    with reading():
        return _saved(_issued(method, auth_key), method)


def charge(payment: "Payment") -> PaymentOutcome:
    """Toss repeats its answer to the payment's key for 15 days."""
    assert payment.method is not None
    order = payment.order
    body = {
        "customerKey": payment.method.customer,
        "amount": to_minor(payment.amount, payment.currency),
        "orderId": payment.key,
        "orderName": f"{order.store.name} · {order.number}"[:100],
    }
    try:
        found = client.charge(payment, payment.method.token, body, payment.key)
    except client.Refused as no:
        return _after_refusal(payment, no)
    with reading():
        return _outcome(payment, found)


def look_up(payment: "Payment") -> PaymentOutcome:
    """Open where Toss has no payment of this order id."""
    try:
        if payment.reference:
            found = client.payment_by_key(payment.reference, payment)
        else:
            found = client.payment_by_order(payment.key, payment)
    except client.Refused as no:
        if no.code != "NOT_FOUND_PAYMENT":
            raise
        return PaymentOutcome("open")
    with reading():
        return _outcome(payment, found)


def forget(token: str) -> None:
    try:
        client.delete_billing_key(token)
    except client.Refused as no:
        if no.code in NOT_NOW:
            raise
        # Deleted already, or unknown.


def _issued(method: "SavedMethod", auth_key: str) -> dict[str, Any]:
    """Asked twice: the first answer may be lost, and there is no other way to learn the key."""
    body = {"authKey": auth_key, "customerKey": method.key}
    key = f"{method.key}.{sha256(auth_key.encode()).hexdigest()[:20]}"
    try:
        return client.issue_billing_key(body, key)
    except OutcomeUnknown:
        pass
    try:
        return client.issue_billing_key(body, key)
    except OutcomeUnknown:
        raise OutcomeUnknown(
            _(
                "Toss Payments did not answer whether your card was saved. Nothing was charged. Try again"
                " in a moment, or add the card again."
            )
        ) from None


def _saved(data: Mapping[str, Any], method: "SavedMethod") -> Saved:
    if data["customerKey"] != method.key:
        raise ValueError("another customer's card")
    number = str(data.get("cardNumber") or (data.get("card") or {}).get("number") or "")
    company = str(data.get("cardCompany") or "Toss")
    return Saved(str(data["billingKey"]), card_label(company, number), method.key)


def _after_refusal(payment: "Payment", no: client.Refused) -> PaymentOutcome:
    if no.code in NOT_NOW:
        raise no
    if no.code in DONE_BEFORE:
        found = look_up(payment)
        if found.result == "open":
            raise client.unclear()
        return found
    if no.code in GONE:
        return PaymentOutcome("declined", reason=METHOD_GONE.note, decline=HARD)
    reason = reason_of(DECLINES, no.code, no.message)
    return PaymentOutcome("declined", reason=reason, decline=decline_kind(no.code))


def _outcome(payment: "Payment", data: Mapping[str, Any]) -> PaymentOutcome:
    if data["orderId"] != payment.key:
        raise ValueError("another payment's answer")
    return outcome_of(data)
