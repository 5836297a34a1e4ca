"""Stripe as a gateway: one Checkout session per payment."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy

from payments.gateways.amounts import CurrencyTable
from payments.gateways.base import PaymentOutcome, Started, Webhook
from payments.gateways.disputes import ReportedDispute
from payments.gateways.saving import Saved, SetupStarted
from payments.gateways.stripe import saving
from payments.gateways.stripe.client import asking
from payments.gateways.stripe.currencies import MINIMUMS, STRIPE
from payments.gateways.stripe.disputes import dispute_url, find_dispute
from payments.gateways.stripe.messages import read_message
from payments.gateways.stripe.reading import outcome_of_session
from payments.gateways.stripe.refunds import refunds_of, send_once
from payments.gateways.stripe.sessions import (
    closed_session,
    find_session,
    open_session,
)

if TYPE_CHECKING:
    from payments.models import Payment, Refund, SavedMethod


class StripeGateway:
    code = "stripe"
    label = gettext_lazy("Card (Stripe)")
    currencies: CurrencyTable | None = STRIPE
    minimums = MINIMUMS
    holds_stock = False
    remembers_keys_for = timedelta(hours=24)

    def start(self, payment: "Payment") -> Started:
        """The session's page, while it is open; else our own page, which looks the payment up."""
        with asking(payment) as client:
            session = open_session(client, payment)
            url = session["url"] if session["status"] == "open" else payment.return_url
            return Started(str(url), str(session["id"]))

    def confirm(
        self, payment: "Payment", returned: Mapping[str, str], now: datetime | None = None
    ) -> PaymentOutcome:
        """The state at Stripe; a session named in `returned` is ignored: it may be another's."""
        return self.look_up(payment, now)

    def look_up(self, payment: "Payment", now: datetime | None = None) -> PaymentOutcome:
        """The state at Stripe; if the order is over, a page that is still open is closed first."""
        now = now or timezone.now()
        if payment.is_charge:
            with asking(payment) as client:
                return saving.look_up(client, payment, now)
        close = not payment.order.awaits_payment(now)
        with asking(payment) as client:
            session = find_session(client, payment)
            if session is None:  # the payer was never sent to a page
                return PaymentOutcome("abandoned" if close else "open")
            if close and session["status"] == "open":
                session = closed_session(client, payment, session["id"])
            refunds = refunds_of(client, session["payment_intent"], known=bool(payment.refunded))
            return outcome_of_session(session, refunds)

    def refund(self, refund: "Refund", now: datetime | None = None) -> str:
        with asking(refund.payment) as client:
            return send_once(client, refund)

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], now: datetime | None = None
    ) -> Webhook:
        return read_message(body, headers)

    def look_up_dispute(self, reference: str, payment: "Payment") -> ReportedDispute:
        with asking(payment) as client:
            return find_dispute(client, reference)

    def dispute_url(self, reference: str) -> str:
        return dispute_url(reference)

    def begin_setup(self, method: "SavedMethod") -> SetupStarted:
        with asking() as client:
            return saving.begin_setup(client, method)

    def confirm_setup(self, method: "SavedMethod", returned: Mapping[str, str]) -> Saved | None:
        with asking() as client:
            return saving.confirm_setup(client, method)

    def charge(self, payment: "Payment", now: datetime) -> PaymentOutcome:
        with asking(payment) as client:
            return saving.charge(client, payment)

    def forget(self, method: "SavedMethod") -> None:
        with asking() as client:
            saving.forget(client, method.token)
