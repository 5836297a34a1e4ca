"""Calls to PayPal: through its own library, with a timeout, no logging of secrets, and a row per call."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import paypalrestsdk
import requests
from django.utils.translation import gettext as _

from payments.audit import logged
from payments.gateways.base import GatewayError, OutcomeUnknown

if TYPE_CHECKING:
    from payments.models import Payment

TOKEN = re.compile(r"(?<=-tokens)/[^/]+$")  # of the vault, in a path
CONNECT_SECONDS, READ_SECONDS = 5, 30  # a capture may take PayPal long
UNSETTLED = frozenset({408, 409, 425})  # the same request may already be in progress


class Refused(GatewayError):
    """PayPal's definite refusal, with its HTTP status and PayPal's name of the issue."""

    def __init__(self, status: int, issue: str) -> None:
        super().__init__(_("PayPal did not do it (%(issue)s).") % {"issue": issue})
        self.status, self.issue = status, issue


class PayPalApi(paypalrestsdk.Api):
    """Stores the token and makes the headers as its parent does, but sends requests itself.

    The parent has no timeout, logs headers and bodies, follows redirects with our keys in the headers,
    repeats a 401 for ever, and sends a call's headers with the token request too.
    """

    token_hash: Any

    def __init__(self, url: str, client_id: str, client_secret: str) -> None:
        super().__init__(
            mode="live", endpoint=url, client_id=client_id, client_secret=client_secret
        )
        self._token_lock = Lock()

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | str | None = None,
        *,
        request_id: str = "",
        payment: "Payment | None" = None,
        private: bool = False,
    ) -> dict[str, Any]:
        """The answer as an object; PayPal is idempotent per `request_id` (108 characters).

        Nothing of a `private` call but its kind is logged: it is about a token of the vault. A text body is
        sent unchanged and is not logged. Raises Refused, or OutcomeUnknown.
        """
        shown = "" if isinstance(body, str) or private else body
        call: dict[str, Any] = {"payment": payment, "shown": shown, "private": private}
        if body is not None:
            call["data"] = (body if isinstance(body, str) else json.dumps(body)).encode()
        own = {"Prefer": "return=representation"} if method == "POST" else {}
        if request_id:
            own["PayPal-Request-Id"] = request_id
        url = self.endpoint.rstrip("/") + path
        token = self._token()
        try:
            return self.http_call(url, method, headers={**self._headers(token), **own}, **call)
        except Refused as refusal:
            if refusal.status != 401:
                raise
        token = self._token(instead_of=token)
        return self.http_call(url, method, headers={**self._headers(token), **own}, **call)

    def http_call(
        self,
        url: str,
        method: str,
        *,
        payment: "Payment | None" = None,
        shown: Any = "",
        private: bool = False,
        **request: Any,
    ) -> dict[str, Any]:
        """Send once; the parent calls this for its tokens as well. Raises Refused, or OutcomeUnknown."""
        path = urlsplit(url).path
        endpoint = f"{method} {TOKEN.sub('/{token}', path) if private else path}"
        try:
            with logged("paypal", endpoint, body=shown or "", payment=payment) as answer:
                response = requests.request(
                    method,
                    url,
                    timeout=(CONNECT_SECONDS, READ_SECONDS),
                    allow_redirects=False,
                    **request,
                )
                answer.status = response.status_code
                answer.body = "" if private and response.ok else response.content
        except requests.RequestException:  # its text may quote the request
            raise unclear() from None
        return _read(response)

    def _token(self, instead_of: Any = None) -> Mapping[str, str]:
        """A valid token; a rejected one is replaced, by one thread only."""
        with self._token_lock:
            if instead_of is not None and self.token_hash is instead_of:
                self.token_hash = None
            token: Mapping[str, str] = self.get_token_hash()
            if not _is_token(token):
                self.token_hash = None
                raise unclear()
            return token

    def _headers(self, token: Mapping[str, str]) -> dict[str, str]:
        return {
            "Authorization": f"{token['token_type']} {token['access_token']}",
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": self.user_agent,
        }


@lru_cache(maxsize=8)
def api_of(url: str, client_id: str, client_secret: str) -> PayPalApi:
    """One per process, since it stores the token, which lasts for hours."""
    return PayPalApi(url, client_id, client_secret)


def unclear() -> OutcomeUnknown:
    return OutcomeUnknown(
        _("PayPal gave no clear answer. We keep asking; please look again in a minute.")
    )


def _is_token(token: Mapping[str, Any]) -> bool:
    named = all(isinstance(token.get(name), str) for name in ("token_type", "access_token"))
    return named and isinstance(token.get("expires_in", 0), int)


def _read(response: requests.Response) -> dict[str, Any]:
    status = response.status_code
    if 400 <= status < 500 and status not in UNSETTLED:
        raise Refused(status, _issue(response))
    if status == 204:  # to a DELETE
        return {}
    data = _json(response) if 200 <= status < 300 else None
    if not isinstance(data, dict):
        raise unclear()
    return data


def _issue(response: requests.Response) -> str:
    """Such as INSTRUMENT_DECLINED; if absent, the error's name, or the HTTP status."""
    try:
        error = response.json()
        return str((error.get("details") or [{}])[0].get("issue") or error["name"])[:80]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return f"HTTP {response.status_code}"


def _json(response: requests.Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None
