"""A row for every call to a provider and from it: stored permanently, without secrets."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from payments.models import ProviderCall

if TYPE_CHECKING:
    from payments.models import Payment

MAX_LOGGED_LENGTH = 4000  # characters of a body
HIDDEN = "[hidden]"
# Names of secrets and of personal data; matched in part, in any case.
SECRET = re.compile(
    r"secret|token|password|authorization|signature|api_?key|card|account_?number|email|phone"
    r"|payer|payment_source|(customer|depositor|holder)_?(name|mobile)|shipping|address"
    r"|payment_method|billing_?key|auth_?key|vault|cert_url|(billing|customer)_details|receipt",
    re.IGNORECASE,
)


TOKENS = re.compile(r"\bpm_\w+")  # Stripe's saved cards, in any field


@dataclass
class CallRecord:
    """The provider's answer; a call that was never answered has no status."""

    status: int | None = None
    body: Any = ""


@contextmanager
def logged(
    gateway: str, endpoint: str, *, body: Any = "", payment: "Payment | None" = None
) -> Iterator[CallRecord]:
    """Log one call to a provider with its duration, whether or not it fails; fill in the answer.

    Use it outside of transactions, so that a rollback does not remove the row.
    """
    answer, began = CallRecord(), time.monotonic()
    try:
        yield answer
    except Exception as error:
        answer.body = answer.body or {"error": type(error).__name__}
        raise
    finally:
        _write("out", gateway, endpoint, body, answer, payment, time.monotonic() - began)


def log_message(
    gateway: str,
    endpoint: str,
    *,
    body: Any,
    status: int,
    payment: "Payment | None" = None,
    seconds: float = 0,
    reply: Any = "",
) -> None:
    """Log one call from a provider and what we answered."""
    _write("in", gateway, endpoint, body, CallRecord(status, reply), payment, seconds)


def redacted(body: Any) -> str:
    """The body as text, cut to MAX_LOGGED_LENGTH, with the values of secret names hidden at any depth.

    A body that is neither JSON nor a form might contain secrets anywhere, so it is not stored.
    """
    if isinstance(body, bytes):
        body = body.decode(errors="replace")
    if isinstance(body, str):
        body = _read(body)
    try:
        text = json.dumps(_without_secrets(body), ensure_ascii=False, default=str)
    except RecursionError:
        return HIDDEN
    return (
        text[:MAX_LOGGED_LENGTH].encode(errors="replace").decode()
    )  # the database takes no half surrogates


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pairs = parse_qsl(text[:MAX_LOGGED_LENGTH], keep_blank_values=True)
        return dict(pairs) if "=" in text and pairs else f"{len(text)} characters"


def _without_secrets(value: Any) -> Any:
    if isinstance(value, str):
        return TOKENS.sub(HIDDEN, value)
    if isinstance(value, Mapping):
        if value.get("resource_type") == "payment_token":  # in PayPal's messages
            value = {**value, "resource": HIDDEN}
        return {
            name: HIDDEN if SECRET.search(str(name)) and inner else _without_secrets(inner)
            for name, inner in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_without_secrets(inner) for inner in value]
    return value


def _write(
    direction: str,
    gateway: str,
    endpoint: str,
    body: Any,
    answer: CallRecord,
    payment: "Payment | None",
    seconds: float,
) -> None:
    ProviderCall.objects.create(
        direction=direction,
        gateway=gateway,
        endpoint=endpoint[:200],
        status=answer.status,
        milliseconds=round(seconds * 1000),
        request=redacted(body),
        response=redacted(answer.body),
        payment=payment,
    )
