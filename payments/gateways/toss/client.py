"""Calls to Toss Payments v1: with time limits, a row per call, errors translated to those of gateways."""

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from payments.audit import logged
from payments.gateways.base import GatewayError, OutcomeUnknown

if TYPE_CHECKING:
    from payments.models import Payment

CODE = "toss"
BILLING = "/v1/billing/{billingKey}"  # as it is logged
CONNECT_SECONDS = 5
READ_SECONDS = 30  # between bytes; a confirmation waits for the bank or the card company

LONGEST_MESSAGE = 200  # characters of Toss's message that are stored and shown

NAME = re.compile(r"[\w=-]{6,200}", re.ASCII)  # the format of Toss's paymentKey and our orderId
# Errors after which it may have been done, or be in progress.
UNDECIDED = {"IDEMPOTENT_REQUEST_PROCESSING", "PROVIDER_ERROR"}


class Refused(GatewayError):
    """A definite refusal, with Toss's own code and message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(_("Toss Payments did not do it: %(why)s") % {"why": message or code})
        self.code, self.message = code, message


def confirm(payment: "Payment", body: dict[str, Any], key: str) -> dict[str, Any]:
    return _ask("POST", "/v1/payments/confirm", body=body, key=key, payment=payment)


def cancel(payment: "Payment", body: dict[str, Any], key: str) -> dict[str, Any]:
    path = f"/v1/payments/{_part(payment.reference)}/cancel"
    return _ask("POST", path, body=body, key=key, payment=payment)


def charge(payment: "Payment", billing_key: str, body: dict[str, Any], key: str) -> dict[str, Any]:
    path = f"/v1/billing/{_part(billing_key)}"
    return _ask("POST", path, body=body, key=key, payment=payment, shown=BILLING)


def issue_billing_key(body: dict[str, Any], key: str) -> dict[str, Any]:
    return _ask("POST", "/v1/billing/authorizations/issue", body=body, key=key)


def delete_billing_key(billing_key: str) -> None:
    _ask("DELETE", f"/v1/billing/{_part(billing_key)}", shown=BILLING)


def payment_by_key(payment_key: str, payment: "Payment | None" = None) -> dict[str, Any]:
    return _ask("GET", f"/v1/payments/{_part(payment_key)}", payment=payment)


def payment_by_order(order_id: str, payment: "Payment | None" = None) -> dict[str, Any]:
    return _ask("GET", f"/v1/payments/orders/{_part(order_id)}", payment=payment)


def _ask(
    method: str,
    path: str,
    *,
    body: dict[str, Any] | None = None,
    key: str = "",
    payment: "Payment | None" = None,
    shown: str = "",
) -> dict[str, Any]:
    """Toss's answer; `shown` is logged in place of a path that contains a secret.

    Raises Refused; OutcomeUnknown for an unreadable answer, or a 5xx.
    """
    try:
        with logged(CODE, f"{method} {shown or path}", body=body or "", payment=payment) as answer:
            response = _sent(method, path, body, key)
            answer.status, answer.body = response.status_code, response.content
    except (requests.RequestException, UnicodeError):
        # Without its cause, which quotes the URL.
        raise unclear() from None
    return _read(response)


def _sent(method: str, path: str, body: dict[str, Any] | None, key: str) -> requests.Response:
    with requests.Session() as session:
        return session.request(
            method,
            settings.TOSS_URL.rstrip("/") + path,
            json=body,
            headers={"Idempotency-Key": key} if key else {},
            auth=(settings.TOSS_SECRET_KEY, ""),
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,  # a redirect could send the call to any host
        )


def _read(response: requests.Response) -> dict[str, Any]:
    status = response.status_code
    if status == 200 and not response.content:  # to a DELETE
        return {}
    try:
        data = response.json()
    except (ValueError, RecursionError):
        raise unclear() from None
    if not isinstance(data, dict) or not (status == 200 or 400 <= status < 500):
        raise unclear()
    if status == 200:
        return data
    code, message = str(data.get("code") or status), str(data.get("message") or "")
    if code in UNDECIDED:
        raise unclear()
    raise Refused(code[:100], message[:LONGEST_MESSAGE])


def _part(text: str) -> str:
    """One segment of a URL path, quoted."""
    return quote(text, safe="")


def unclear() -> OutcomeUnknown:
    return OutcomeUnknown(_("Toss Payments did not answer clearly. We ask again in a moment."))
