"""Calls to Stripe: with time limits, a row per call, and errors translated to those of gateways."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
import stripe
from django.conf import settings
from django.utils.translation import gettext as _

from payments.audit import logged
from payments.dispute_lifecycle import WAITS_FOR_DISPUTE
from payments.gateways.base import Disputed, GatewayError, OutcomeUnknown

if TYPE_CHECKING:
    from payments.models import Payment

TOKEN = re.compile(r"/pm_\w+")  # of a saved card, in a path
CONNECT_SECONDS = 5
READ_SECONDS = 20  # between bytes; a session or a refund takes Stripe a second or two

# The library has one switch for all its clients; when on, it reports our timings and platform.
stripe.enable_telemetry = False


@contextmanager
def asking(payment: "Payment | None" = None) -> Iterator[stripe.StripeClient]:
    """A client for one task's calls and their parsing; all errors become GatewayError or OutcomeUnknown.

    An answer without an expected field is OutcomeUnknown as well.
    """
    try:
        with requests.Session() as line:
            yield stripe.StripeClient(
                settings.STRIPE_SECRET_KEY,
                base_addresses={"api": settings.STRIPE_URL.rstrip("/")},
                http_client=_LoggedClient(line, payment),
                max_network_retries=0,  # callers decide when to try again
            )
    except stripe.StripeError as error:
        # Without its cause, which quotes the whole answer, including any personal data.
        raise _translated(error) from None
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise _unclear() from error


class _LoggedClient(stripe.RequestsClient):
    """The library's own transport, with a row for each call; follows no redirect."""

    def __init__(self, line: requests.Session, payment: "Payment | None") -> None:
        line.max_redirects = 0  # a redirect could send the call to any host
        super().__init__(timeout=(CONNECT_SECONDS, READ_SECONDS), session=line)
        self.payment = payment

    def request(  # type: ignore[override]  # as the class above it does
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        address = urlsplit(url)
        path = TOKEN.sub("/{token}", address.path)
        endpoint, asked = f"{method.upper()} {path}", post_data or address.query
        with logged("stripe", endpoint, body=asked, payment=self.payment) as answer:
            body, status, headers = super().request(method, url, headers, post_data)
            answer.status, answer.body = status, body
        return body, status, headers


def _translated(error: stripe.StripeError) -> GatewayError:
    """A definite refusal, or OutcomeUnknown: no answer, an unreadable one, 5xx, or 409 (in progress)."""
    if isinstance(error, (stripe.APIConnectionError, stripe.APIError)):
        return _unclear()
    match error.code:
        case "amount_too_small":
            return GatewayError(_("Stripe does not take an amount this small."))
        case "charge_already_refunded":
            return GatewayError(_("Stripe sent all of this payment back already."))
        case "charge_disputed":
            return Disputed(str(WAITS_FOR_DISPUTE))
    return GatewayError(_("Stripe did not do it. Please try again later or choose another way."))


def _unclear() -> OutcomeUnknown:
    return OutcomeUnknown(_("Stripe did not answer clearly. We ask again in a moment."))
