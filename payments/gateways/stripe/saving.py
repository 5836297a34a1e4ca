"""Cards saved at Stripe: entered on a Checkout page in setup mode, charged by payment intents off session."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import stripe
from django.utils.translation import gettext as _

from payments.gateways.base import OutcomeUnknown, PaymentOutcome
from payments.gateways.saving import Saved, SetupStarted, card_label, last_day_of
from payments.gateways.stripe.currencies import STRIPE
from payments.gateways.stripe.reading import outcome_of_charge, refused_charge
from payments.gateways.stripe.refunds import refunds_of
from payments.gateways.stripe.sessions import CLOCKS_DIFFER
from payments.method_lifecycle import HARD, SOFT
from payments.reasons import METHOD_GONE

if TYPE_CHECKING:
    from payments.models import Payment, SavedMethod

ENTERED = "setup_intent.payment_method"


def begin_setup(client: stripe.StripeClient, method: "SavedMethod") -> SetupStarted:
    """Both calls are idempotent by the method's key."""
    customer = method.customer or _new_customer(client, method)
    if method.session:
        session = client.v1.checkout.sessions.retrieve(method.session).to_dict()
    else:
        options: Any = {"idempotency_key": f"{method.key}-setup"}
        made = client.v1.checkout.sessions.create(_setup_wanted(method, customer), options)
        session = made.to_dict()
    url = session["url"] if session["status"] == "open" else method.return_url
    return SetupStarted(str(url), str(session["id"]), customer)


def confirm_setup(client: stripe.StripeClient, method: "SavedMethod") -> Saved | None:
    if not method.session:
        return None
    session = client.v1.checkout.sessions.retrieve(method.session, {"expand": [ENTERED]}).to_dict()
    if session["client_reference_id"] != method.key:
        raise ValueError("another method's session")
    intent = session["setup_intent"]
    return saved_by(intent) if intent and intent["status"] == "succeeded" else None


def saved_by(intent: Mapping[str, Any]) -> Saved:
    """What a setup intent has saved; its payment method must be expanded."""
    entered = intent["payment_method"]
    card = entered.get("card") or {}
    name = str(card.get("display_brand") or card.get("brand") or entered["type"])
    label = card_label(name.replace("_", " ").title(), card["last4"]) if card else name.title()
    until = last_day_of(card["exp_year"], card["exp_month"]) if card else None
    return Saved(str(entered["id"]), label, str(intent["customer"] or ""), until)


def find_setup(client: stripe.StripeClient, intent_id: str) -> dict[str, Any]:
    expanded: Any = {"expand": ["payment_method"]}
    return client.v1.setup_intents.retrieve(intent_id, expanded).to_dict()


def charge(client: stripe.StripeClient, payment: "Payment") -> PaymentOutcome:
    """A refusal is an outcome, too. Stripe repeats its answer to the payment's key for a day."""
    options: Any = {"idempotency_key": payment.key}
    try:
        intent = client.v1.payment_intents.create(_wanted(payment), options).to_dict()
    except stripe.CardError as error:
        body: Any = error.json_body
        return refused_charge(body["error"])
    except stripe.IdempotencyError:
        raise OutcomeUnknown(
            _("Stripe did not answer clearly. We ask again in a moment.")
        ) from None
    except stripe.InvalidRequestError as error:
        if error.http_status == 429:  # nothing was done; it may be sent again
            raise
        return _invalid(error)
    return outcome_of_charge(intent)


def look_up(client: stripe.StripeClient, payment: "Payment", now: datetime) -> PaymentOutcome:
    """Found by its id, or by our key among those of the customer; open where Stripe has none."""
    found = payment.reference or payment.session or _listed(client, payment)
    if not found:
        return PaymentOutcome("open")
    intent = client.v1.payment_intents.retrieve(found, {"expand": ["latest_charge"]}).to_dict()
    if intent["metadata"].get("payment") != payment.key:
        raise ValueError("another payment's intent")
    if intent["status"] != "succeeded":
        return outcome_of_charge(intent)
    return outcome_of_charge(intent, refunds_of(client, intent, known=bool(payment.refunded)))


def forget(client: stripe.StripeClient, token: str) -> None:
    try:
        client.v1.payment_methods.detach(token)
    except stripe.InvalidRequestError as error:
        if error.http_status == 429:
            raise
        # Detached already, or unknown.


def _new_customer(client: stripe.StripeClient, method: "SavedMethod") -> str:
    options: Any = {"idempotency_key": f"{method.key}-customer"}
    made = client.v1.customers.create({"metadata": {"method": method.key}}, options)
    return str(made.id)


def _setup_wanted(method: "SavedMethod", customer: str) -> Any:
    ours = {"method": method.key}
    return {
        "mode": "setup",
        "customer": customer,
        "currency": method.currency.lower(),
        "client_reference_id": method.key,
        "metadata": ours,
        "setup_intent_data": {"metadata": ours},
        "success_url": f"{method.return_url}?session={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{method.return_url}?cancelled=1",
    }


def _wanted(payment: "Payment") -> Any:
    """Identical at every call: Stripe refuses different parameters under the same key."""
    order, method = payment.order, payment.method
    assert method is not None
    return {
        "amount": STRIPE.to_number(payment.amount, payment.currency),
        "currency": payment.currency.lower(),
        "customer": method.customer,
        "payment_method": method.token,
        "off_session": True,
        "confirm": True,
        "description": f"{order.store.name} · {order.number}",
        "metadata": {"payment": payment.key, "order": order.number},
    }


def _listed(client: stripe.StripeClient, payment: "Payment") -> str:
    """The id of an intent whose answer never reached us."""
    assert payment.method is not None
    born = int((payment.created_at - CLOCKS_DIFFER).timestamp())
    wanted: Any = {"customer": payment.method.customer, "created": {"gte": born}, "limit": 100}
    intents = client.v1.payment_intents.list(wanted).auto_paging_iter()
    found = (one.to_dict() for one in intents)
    ours = (one["id"] for one in found if one["metadata"].get("payment") == payment.key)
    return str(next(ours, ""))


def _invalid(error: stripe.InvalidRequestError) -> PaymentOutcome:
    """Stripe refused the request itself, so that nothing was charged; the method may be gone."""
    if error.param == "payment_method":
        return PaymentOutcome("declined", reason=METHOD_GONE.note, decline=HARD)
    reason = str(error.user_message or error.code or error.http_status)
    return PaymentOutcome("declined", reason=reason, decline=SOFT)
