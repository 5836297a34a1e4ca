"""PayPal as a gateway."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.reasons import words_of
from payments.gateways.amounts import CurrencyTable
from payments.gateways.base import (
    NO_MINIMUMS,
    Disputed,
    GatewayError,
    PaymentOutcome,
    Started,
    Webhook,
)
from payments.gateways.disputes import ReportedDispute
from payments.gateways.paypal import disputes, messages, saving
from payments.gateways.paypal.api import PayPalApi, Refused, api_of, unclear
from payments.gateways.paypal.bodies import money, order_of, path_of, return_url
from payments.gateways.paypal.currencies import PAYPAL
from payments.gateways.paypal.reading import (
    OUR_REFUND,
    Json,
    order_id_of,
    outcome_of_capture,
    outcome_of_order,
    outcome_of_vaulted,
    payer_link,
    reading,
    text,
)
from payments.gateways.saving import Saved, SetupStarted, may_be_sent_again
from payments.lifecycle import UNKNOWN
from payments.models import Payment, SavedMethod
from payments.queries import find_payment
from payments.reasons import PAYPAL_DECLINED

if TYPE_CHECKING:
    from payments.models import Refund

ORDERS, CAPTURES = "/v2/checkout/orders", "/v2/payments/captures"
SLOWEST_CAPTURE = timedelta(minutes=10)
SENT = frozenset({"COMPLETED", "PENDING"})
PERHAPS_SENT_BEFORE = frozenset({"CAPTURE_FULLY_REFUNDED", "REFUND_AMOUNT_EXCEEDED"})


class PayPalGateway:
    code = "paypal"
    label = "PayPal"
    currencies: CurrencyTable | None = PAYPAL
    minimums = NO_MINIMUMS  # more than zero: https://developer.paypal.com/api/errors/overview/
    holds_stock = False
    remembers_keys_for = saving.REMEMBERED

    @property
    def api(self) -> PayPalApi:
        return api_of(settings.PAYPAL_URL, settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET)

    def start(self, payment: Payment) -> Started:
        """The payer's link to PayPal; our own return page if nothing is left to approve."""
        order = self._order(payment.session, payment) if payment.session else self._create(payment)
        with reading():
            session = text(order["id"]) if order else payment.session
            link = payer_link(order) if order else None
            return Started(link or return_url(payment, token=session), session)

    def confirm(
        self, payment: Payment, returned: Mapping[str, str], now: datetime | None = None
    ) -> PaymentOutcome:
        now = now or timezone.now()
        if not payment.session or returned.get("token") != payment.session:
            raise GatewayError(_("PayPal sent you back with another payment than this one."))
        if "cancelled" not in returned:
            return self._settle(payment.session, payment, now)
        outcome = self.look_up(payment, now)
        # Only the payer claims it: PayPal's state takes precedence over a cancellation.
        return replace(outcome, result="abandoned") if outcome.result == "open" else outcome

    def look_up(self, payment: Payment, now: datetime | None = None) -> PaymentOutcome:
        """Without a session the payer was never sent to PayPal; an order PayPal has purged was never paid.

        What was approved is captured again where our call to do so may not have arrived.
        """
        now = now or timezone.now()
        if payment.is_charge:
            return self._look_up_charge(payment, now)
        order_id = payment.session or self._order_id_by_capture(payment)
        order = self._order(order_id, payment) if order_id else None
        if order and order.get("status") == "APPROVED":
            return self._decide(order_id, payment, now)
        return outcome_of_order(order) if order else PaymentOutcome("abandoned")

    def refund(self, refund: "Refund", now: datetime | None = None) -> str:
        """PayPal stores keys for hours and we retry for days, so a retry looks it up first."""
        known = self.look_up(refund.payment, now) if refund.attempts else PaymentOutcome("captured")
        if sent := _sent(known, refund):
            return sent
        try:
            answer = self._send_back(refund, sum(row.key == refund.key for row in known.failed))
        except Refused as refusal:
            if refusal.issue in disputes.REFUSALS:
                raise Disputed(str(refusal)) from None
            if refusal.issue not in PERHAPS_SENT_BEFORE:
                raise
            if sent := _sent(self.look_up(refund.payment, now), refund):
                return sent
            raise
        with reading():
            reference, status = text(answer["id"]), text(answer["status"])
        if status not in SENT:
            raise Refused(200, f"REFUND_{status}")
        return reference

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], now: datetime | None = None
    ) -> Webhook:
        now = now or timezone.now()
        event = messages.verified(self.api, settings.PAYPAL_WEBHOOK_ID, body, headers)
        with reading():
            message = messages.about(event)
        if message.kind.startswith(messages.OF_THE_VAULT):
            return replace(message, saving=messages.saving_news(event))
        if message.kind == messages.APPROVED:
            return replace(message, outcome=self._settle_approved(message, now))
        if message.kind in messages.OF_A_CAPTURE:
            return replace(message, outcome=outcome_of_capture(event["resource"]))
        if messages.is_about_refunds(message.kind):
            return self._what_went_back(message, event)
        if messages.is_about_dispute(message.kind):
            return self._disputed(message, now)
        return message

    def look_up_dispute(self, reference: str, payment: Payment) -> ReportedDispute:
        answer = self.api.ask("GET", disputes.dispute_path(reference), payment=payment)
        return disputes.read_dispute(answer)

    def dispute_url(self, reference: str) -> str:
        return disputes.dispute_url(reference)

    def begin_setup(self, method: SavedMethod) -> SetupStarted:
        return saving.begin_setup(self.api, method)

    def confirm_setup(self, method: SavedMethod, returned: Mapping[str, str]) -> Saved | None:
        return saving.confirm_setup(self.api, method, returned)

    def charge(self, payment: Payment, now: datetime) -> PaymentOutcome:
        return saving.charge(self.api, payment, order_of(payment))

    def forget(self, method: SavedMethod) -> None:
        saving.forget(self.api, method.token)

    def _look_up_charge(self, payment: Payment, now: datetime) -> PaymentOutcome:
        """PayPal finds no order by our key: while it remembers that, it is sent again to be asked."""
        order_id = payment.session or self._order_id_by_capture(payment)
        if not order_id:
            if payment.sent_at is None or may_be_sent_again(payment, self.remembers_keys_for, now):
                return PaymentOutcome("open")
            capture = saving.find_capture(self.api, payment, now)
            if not capture:
                return PaymentOutcome("open")
            with reading():
                order_id = order_id_of(self._capture_by_id(capture, payment))
        order = self._order(order_id, payment)
        return outcome_of_vaulted(order) if order else PaymentOutcome("abandoned")

    def _create(self, payment: Payment) -> Json:
        request_id = f"{payment.key}-order"
        return self.api.ask(
            "POST", ORDERS, order_of(payment), request_id=request_id, payment=payment
        )

    def _settle(self, order_id: str, payment: Payment, now: datetime) -> PaymentOutcome:
        """Capture what the payer approved; looks first, as PayPal may repeat an early refusal to one id."""
        order = self._order(order_id, payment)
        if order and order.get("status") == "APPROVED":
            # Otherwise it would be refunded immediately, and PayPal does not return its fee.
            if payment.order.takes_money(now):
                return self._capture(order_id, payment)
            return self._decide(order_id, payment, now)
        return outcome_of_order(order) if order else PaymentOutcome("abandoned")

    def _decide(self, order_id: str, payment: Payment, now: datetime) -> PaymentOutcome:
        """Of what the payer approved and was not captured: only we can do so."""
        is_unknown = payment.status == UNKNOWN
        if payment.order.awaits_payment(now):
            return self._capture(order_id, payment) if is_unknown else PaymentOutcome("open")
        if is_unknown and _may_be_under_way(payment, now):
            raise unclear()
        return PaymentOutcome("abandoned")

    def _capture(self, order_id: str, payment: Payment) -> PaymentOutcome:
        path, request_id = f"{path_of(ORDERS, order_id)}/capture", f"{payment.key}-capture"
        try:
            order = self.api.ask("POST", path, {}, request_id=request_id, payment=payment)
        except Refused as refusal:
            return self._uncaptured(order_id, payment, refusal)
        return outcome_of_order(order)

    def _uncaptured(self, order_id: str, payment: Payment, refusal: Refused) -> PaymentOutcome:
        match refusal.issue:
            case "INSTRUMENT_DECLINED":
                return PaymentOutcome("declined", reason=PAYPAL_DECLINED.note)
            case "ORDER_NOT_APPROVED" | "PAYER_ACTION_REQUIRED":
                return PaymentOutcome("open")
            case "ORDER_ALREADY_CAPTURED":
                order = self._order(order_id, payment)
                return outcome_of_order(order) if order else PaymentOutcome("abandoned")
            case "ORDER_COMPLETION_IN_PROGRESS":
                raise unclear() from None
        raise refusal

    def _settle_approved(self, message: Webhook, now: datetime) -> PaymentOutcome | None:
        """For a payer who approved and never returned. Only for payments of ours."""
        payment = (
            Payment.objects.select_related("order")
            .filter(gateway=self.code, key=message.payment_key, session__in=("", message.session))
            .filter(method__isnull=True)
            .first()
        )
        return self._settle(message.session, payment, now) if payment else None

    def _what_went_back(self, message: Webhook, event: Json) -> Webhook:
        """All refunds so far, requested from PayPal, since the message names only one."""
        with reading():
            reference = messages.capture_that_went_back(event)
            payment = find_payment(self.code, reference=reference)
            names: dict[str, Any] = messages.of_capture(self._capture_by_id(reference, payment))
        order = self._order(names["session"], payment) if names["session"] else None
        return replace(message, **names, outcome=outcome_of_order(order) if order else None)

    def _disputed(self, message: Webhook, now: datetime) -> Webhook:
        """Its current state, and the refunds so far, since messages come in any order; only of ours."""
        payment = find_payment(self.code, reference=message.reference)
        if payment is None:
            return message
        outcome = self.look_up(payment, now)
        dispute = self.look_up_dispute(message.dispute_reference, payment)
        return replace(message, outcome=outcome, dispute=dispute)

    def _send_back(self, refund: "Refund", failed: int) -> Json:
        """PayPal repeats its answer to a key, so after failed tries a new key is used."""
        payment = refund.payment
        key = f"{refund.key}.{failed}" if failed else refund.key
        body = {
            "amount": money(refund.amount, payment.currency),
            "invoice_id": f"{OUR_REFUND}{key}",
            "note_to_payer": words_of(refund.reason, payment.order.language)[:255]
            or payment.order.number,
        }
        path = f"{path_of(CAPTURES, payment.reference)}/refund"
        return self.api.ask("POST", path, body, request_id=key, payment=payment)

    def _order(self, order_id: str, payment: Payment | None = None) -> Json | None:
        """None where PayPal has purged it: orders that were not approved in time."""
        try:
            return self.api.ask("GET", path_of(ORDERS, order_id), payment=payment)
        except Refused as refusal:
            if refusal.status != 404:
                raise
        return None

    def _capture_by_id(self, capture_id: str, payment: Payment | None = None) -> Json:
        return self.api.ask("GET", path_of(CAPTURES, capture_id), payment=payment)

    def _order_id_by_capture(self, payment: Payment) -> str:
        if not payment.reference:
            return ""
        with reading():
            return order_id_of(self._capture_by_id(payment.reference, payment))


def _may_be_under_way(payment: Payment, now: datetime) -> bool:
    """Our capture call may have arrived and still be in progress at PayPal.

    An unknown state recorded by a clock that ran ahead must not last until then.
    """
    lately = (now - SLOWEST_CAPTURE, now + SLOWEST_CAPTURE)
    return payment.history.filter(verb="mark_unknown", at__range=lately).exists()


def _sent(known: PaymentOutcome, refund: "Refund") -> str:
    """PayPal's reference of the refund, if it is among those it made."""
    return next((row.reference for row in known.returned if row.key == refund.key), "")
