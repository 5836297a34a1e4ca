"""The Checkout session of a payment: created once, found by its id or by our key, closed."""

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import stripe

from payments.gateways.stripe.currencies import STRIPE
from payments.gateways.stripe.reading import EXPANDED

if TYPE_CHECKING:
    from payments.models import Payment

# Stripe requires at least 30 minutes. Counted from the payment's creation, so that a repeated request
# within the order's ten minutes is identical; the session of an order that is over is closed by us.
OPEN_FOR = timedelta(minutes=45)
CLOCKS_DIFFER = timedelta(minutes=5)


def open_session(client: stripe.StripeClient, payment: "Payment") -> dict[str, Any]:
    """The payment's session, created if there is none; repeated calls create only one."""
    if payment.session:
        return _read(client, payment, payment.session)
    made = client.v1.checkout.sessions.create(_wanted(payment), {"idempotency_key": payment.key})
    return made.to_dict()


def find_session(client: stripe.StripeClient, payment: "Payment") -> dict[str, Any] | None:
    """The payment's session with its intent; None if it was never created."""
    found = payment.session or _listed(client, payment)
    return _read(client, payment, found) if found else None


def closed_session(client: stripe.StripeClient, payment: "Payment", session: str) -> dict[str, Any]:
    """Close it, so that it cannot be paid any more, and read it again; ValueError if it is still open."""
    with suppress(stripe.InvalidRequestError):  # it was paid, or closed, since it was read
        client.v1.checkout.sessions.expire(session)
    closed = _read(client, payment, session)
    if closed["status"] == "open":
        raise ValueError("still open")
    return closed


def _wanted(payment: "Payment") -> Any:
    """Identical at every call: Stripe refuses different parameters under the same key."""
    order, url = payment.order, payment.return_url
    ours = {"payment": payment.key, "order": order.number}
    price = {
        "currency": payment.currency.lower(),
        "unit_amount": STRIPE.to_number(payment.amount, payment.currency),
        "product_data": {"name": f"{order.store.name} · {order.number}"},
    }
    return {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "client_reference_id": payment.key,
        "metadata": ours,
        "payment_intent_data": {"metadata": ours},  # its charges and their events have it too
        "success_url": f"{url}?session={{CHECKOUT_SESSION_ID}}",
        "cancel_url": url,
        "expires_at": int((payment.created_at + OPEN_FOR).timestamp()),
    }


def _read(client: stripe.StripeClient, payment: "Payment", session: str) -> dict[str, Any]:
    answer = client.v1.checkout.sessions.retrieve(session, {"expand": [EXPANDED]}).to_dict()
    if answer["client_reference_id"] != payment.key:
        raise ValueError("another payment's session")
    return answer


def _listed(client: stripe.StripeClient, payment: "Payment") -> str:
    """The id that never reached us, found by our key; Stripe lists sessions by intent or time only."""
    wanted: Any = {"limit": 100}
    if payment.reference:
        wanted["payment_intent"] = payment.reference
    else:
        born = payment.created_at
        wanted["created"] = {
            "gte": int((born - CLOCKS_DIFFER).timestamp()),
            "lte": int((born + OPEN_FOR).timestamp()),
        }
    sessions = client.v1.checkout.sessions.list(wanted).auto_paging_iter()
    return next((one.id for one in sessions if one.client_reference_id == payment.key), "")
