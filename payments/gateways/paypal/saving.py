"""PayPal accounts saved in its vault (v3), and orders that it captures at once by them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from payments.gateways.base import GatewayError, PaymentOutcome
from payments.gateways.paypal.api import PayPalApi, Refused, unclear
from payments.gateways.paypal.reading import Json, outcome_of_vaulted, reading, text
from payments.gateways.saving import Saved, SetupStarted
from payments.method_lifecycle import AUTHENTICATION, HARD, SOFT
from payments.reasons import AUTHENTICATION_NEEDED, CARD_UNUSABLE, METHOD_GONE, PAYPAL_DECLINED

if TYPE_CHECKING:
    from payments.models import Payment, SavedMethod

SETUP_TOKENS, PAYMENT_TOKENS = "/v3/vault/setup-tokens", "/v3/vault/payment-tokens"
TRANSACTIONS = "/v1/reporting/transactions"
APPROVED = frozenset({"APPROVED", "VAULTED", "TOKENIZED"})
REMEMBERED = timedelta(hours=3)
# Transactions are listed up to three hours late.
LISTED_AFTER = timedelta(days=1)
CLOCKS_DIFFER = timedelta(minutes=5)
GONE = frozenset({"TOKEN_ID_NOT_FOUND", "INVALID_RESOURCE_ID"})
FOR_GOOD = frozenset(
    {"PAYER_ACCOUNT_LOCKED_OR_CLOSED", "PAYER_ACCOUNT_RESTRICTED", "PAYMENT_SOURCE_CANNOT_BE_USED"}
)
NOT_NOW = frozenset({401, 403, 429})  # of our keys, or too many calls: the payment is not refused


def begin_setup(api: PayPalApi, method: "SavedMethod") -> SetupStarted:
    """PayPal repeats its answer to the method's key."""
    context = {
        "return_url": method.return_url,
        "cancel_url": f"{method.return_url}?{urlencode({'cancelled': '1'})}",
        "shipping_preference": "NO_SHIPPING",
    }
    source = {"paypal": {"usage_type": "MERCHANT", "experience_context": context}}
    body = {"payment_source": source}
    answer = api.ask("POST", SETUP_TOKENS, body, request_id=f"{method.key}-setup", private=True)
    with reading():
        links = {link["rel"]: text(link["href"]) for link in answer["links"]}
        return SetupStarted(links["approve"], text(answer["id"]))


def confirm_setup(
    api: PayPalApi, method: "SavedMethod", returned: Mapping[str, str]
) -> Saved | None:
    """Exchange what its owner approved for a permanent token; None if they did not."""
    if "cancelled" in returned or not method.session:
        return None
    path = f"{SETUP_TOKENS}/{quote(method.session, safe='')}"
    with reading():
        if text(api.ask("GET", path, private=True)["status"]) not in APPROVED:
            return None
    body = {"payment_source": {"token": {"id": method.session, "type": "SETUP_TOKEN"}}}
    try:
        answer = api.ask(
            "POST", PAYMENT_TOKENS, body, request_id=f"{method.key}-token", private=True
        )
    except Refused as refusal:
        if refusal.status in NOT_NOW:
            raise
        raise GatewayError(
            _("PayPal did not save it. Nothing was charged: please add it again.")
        ) from None
    with reading():
        return _saved(answer)


def charge(api: PayPalApi, payment: "Payment", order: dict[str, Any]) -> PaymentOutcome:
    """`order` is what a payer at a page would approve; here PayPal captures it at once."""
    assert payment.method is not None
    credential = {
        "payment_initiator": "MERCHANT",
        "usage": "SUBSEQUENT",
        "usage_pattern": "UNSCHEDULED_POSTPAID",
    }
    vaulted = {"vault_id": payment.method.token, "stored_credential": credential}
    body = {**order, "payment_source": {"paypal": vaulted}}
    request_id = f"{payment.key}-charge"
    try:
        answer = api.ask(
            "POST", "/v2/checkout/orders", body, request_id=request_id, payment=payment
        )
    except Refused as refusal:
        if refusal.status in NOT_NOW:
            raise
        return _refused(refusal.issue)
    return outcome_of_vaulted(answer)


def find_capture(api: PayPalApi, payment: "Payment", now: datetime) -> str:
    """The id of the capture of a charge whose answer was lost, once PayPal no longer knows its key.

    Empty if there is none; OutcomeUnknown while it may not be listed yet.
    """
    end = payment.created_at + REMEMBERED + LISTED_AFTER
    asked = {
        "start_date": _moment(payment.created_at - CLOCKS_DIFFER),
        "end_date": _moment(min(end, now)),
        "fields": "transaction_info",
        "page_size": "500",
    }
    page, pages = 1, 1
    while page <= pages:
        query = urlencode({**asked, "page": str(page)})
        answer = api.ask("GET", f"{TRANSACTIONS}?{query}", payment=payment)
        with reading():
            page, pages = page + 1, int(answer.get("total_pages") or 1)
            for row in answer["transaction_details"]:
                if _is_of(row["transaction_info"], payment):
                    return text(row["transaction_info"]["transaction_id"])
    if now < end:
        raise unclear()
    return ""


def forget(api: PayPalApi, token: str) -> None:
    try:
        api.ask("DELETE", f"{PAYMENT_TOKENS}/{quote(token, safe='')}", private=True)
    except Refused as refusal:
        if refusal.status in NOT_NOW:
            raise
        # Deleted already, or unknown.


def _is_of(info: Json, payment: "Payment") -> bool:
    return info.get("custom_field") == payment.key and info.get("transaction_status") in ("S", "P")


def _saved(answer: Json) -> Saved:
    account = (answer.get("payment_source") or {}).get("paypal") or {}
    label = f"PayPal {_masked(str(account.get('email_address') or ''))}".strip()
    return Saved(text(answer["id"]), label, text((answer.get("customer") or {}).get("id") or ""))


def _masked(email: str) -> str:
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain[:80]}" if domain else ""


def _refused(issue: str) -> PaymentOutcome:
    if issue in GONE:
        return PaymentOutcome("declined", reason=METHOD_GONE.note, decline=HARD)
    if issue in FOR_GOOD:
        return PaymentOutcome("declined", reason=CARD_UNUSABLE.note, decline=HARD)
    if issue == "PAYER_ACTION_REQUIRED":
        return PaymentOutcome("declined", reason=AUTHENTICATION_NEEDED.note, decline=AUTHENTICATION)
    known = issue == "INSTRUMENT_DECLINED"
    return PaymentOutcome("declined", reason=PAYPAL_DECLINED.note if known else issue, decline=SOFT)


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
