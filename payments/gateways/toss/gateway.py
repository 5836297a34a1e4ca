"""Toss Payments as a gateway: our key is its orderId, its paymentKey our reference."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import structlog
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.money import to_minor
from core.reasons import words_of
from payments.gateways.amounts import CurrencyTable, Decimals
from payments.gateways.base import Final, GatewayError, PaymentOutcome, Started, Webhook
from payments.gateways.saving import Saved, SetupStarted
from payments.gateways.toss import client, saving
from payments.gateways.toss.messages import read_message
from payments.gateways.toss.reading import (
    DECLINES,
    is_virtual_account,
    outcome_of,
    reading,
    reason_with,
    returned_by,
)
from payments.lifecycle import UNKNOWN
from payments.reasons import reason_of

if TYPE_CHECKING:
    from payments.models import Payment, Refund, SavedMethod

# A refund in Toss's dashboard, to the account that the payer named, settles the owed refund.
NEEDS_ACCOUNT = gettext_lazy(
    "What came by a virtual account goes back to the payer's own bank account, which has to be asked for."
)

log = structlog.get_logger(__name__)


class TossGateway:
    code = client.CODE
    label = gettext_lazy("Card, transfer or easy pay (Toss)")
    currencies: CurrencyTable | None = CurrencyTable({"KRW": Decimals(0)})
    # Of a card; for a transfer it is 200 won, which Toss's window says (its error BELOW_MINIMUM_AMOUNT).
    minimums: Mapping[str, Decimal] = {"KRW": Decimal(100)}
    holds_stock = False
    remembers_keys_for = saving.REMEMBERED

    def start(self, payment: "Payment") -> Started:
        """Our own page, from which Toss's script opens its window; Toss is not called yet."""
        return Started(reverse("payments:toss", args=[payment.key]))

    def confirm(
        self, payment: "Payment", returned: Mapping[str, str], now: datetime | None = None
    ) -> PaymentOutcome:
        """Capture what the payer agreed to, if it is ours and its order can still use it; else look it up.

        Toss takes no money before this call, so money for an order that is over needs no refund.
        """
        now = now or timezone.now()
        if "paymentKey" not in returned:  # its window failed or was closed, according to the payer
            return self.look_up(payment, now)
        _refuse_another(payment, returned)
        if payment.reference or not payment.order.takes_money(now):
            return self.look_up(payment, now)
        return self._take(payment, returned["paymentKey"])

    def look_up(self, payment: "Payment", now: datetime | None = None) -> PaymentOutcome:
        """An agreed payment is confirmed again where our call may not have arrived."""
        now = now or timezone.now()
        if payment.is_charge:
            return saving.look_up(payment)
        try:
            found = _found(payment)
            if not _is_ours_to_take(payment, found, now):
                return _outcome(payment, found)
        except client.Refused as no:
            if no.code != "NOT_FOUND_PAYMENT":
                raise
            # The payer never finished Toss's window, and does not have to any more.
            return PaymentOutcome("open" if payment.order.awaits_payment(now) else "abandoned")
        return self._take(payment, str(found["paymentKey"]))

    def refund(self, refund: "Refund", now: datetime | None = None) -> str:
        """Looks it up first: a refund whose answer was lost is found by our key, however old it is."""
        payment = refund.payment
        with reading():
            found = client.payment_by_key(payment.reference, payment)
            if sent := _sent(found, refund):
                return sent
            if is_virtual_account(found):
                raise Final(NEEDS_ACCOUNT)
            answer = client.cancel(payment, _cancel_wanted(refund), refund.key)
            if sent := _sent(answer, refund):
                return sent
            raise ValueError("no such refund in the answer")

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], now: datetime | None = None
    ) -> Webhook:
        return read_message(body)

    def begin_setup(self, method: "SavedMethod") -> SetupStarted:
        return saving.begin_setup(method)

    def confirm_setup(self, method: "SavedMethod", returned: Mapping[str, str]) -> Saved | None:
        return saving.confirm_setup(method, returned)

    def charge(self, payment: "Payment", now: datetime) -> PaymentOutcome:
        return saving.charge(payment)

    def forget(self, method: "SavedMethod") -> None:
        saving.forget(method.token)

    def _take(self, payment: "Payment", payment_key: str) -> PaymentOutcome:
        try:
            return _outcome(payment, _confirmed(payment, payment_key))
        except client.Refused as no:
            return self._after_refusal(payment, no)

    def _after_refusal(self, payment: "Payment", no: client.Refused) -> PaymentOutcome:
        if no.code == "ALREADY_PROCESSED_PAYMENT":
            return _outcome(payment, _found(payment))
        if no.code.startswith("REJECT_"):
            return PaymentOutcome("declined", reason=reason_of(DECLINES, no.code, no.message))
        if no.code == "NOT_FOUND_PAYMENT_SESSION":
            text = _("It took longer than 10 minutes. Nothing was charged: please pay again.")
            raise GatewayError(text) from None
        raise no


def _refuse_another(payment: "Payment", returned: Mapping[str, str]) -> None:
    """A changed amount, or another payment, confirms nothing."""
    came = returned.get("orderId"), returned.get("amount")
    asked = payment.key, str(_amount(payment.amount, payment))
    if came != asked or not client.NAME.fullmatch(returned["paymentKey"]):
        log.warning("another payment came back", payment=payment.pk, amount=str(came[1])[:40])
        raise GatewayError(_("This is not the payment that was asked for. Nothing was charged."))


def _confirmed(payment: "Payment", payment_key: str) -> dict[str, Any]:
    """Toss repeats its first answer to a key whatever the parameters, so another try needs another key."""
    amount = _amount(payment.amount, payment)
    body = {"paymentKey": payment_key, "orderId": payment.key, "amount": amount}
    return client.confirm(payment, body, f"{payment.key}.{payment_key}")


def _found(payment: "Payment") -> dict[str, Any]:
    if payment.reference:
        return client.payment_by_key(payment.reference, payment)
    return client.payment_by_order(payment.key, payment)


def _is_ours_to_take(payment: "Payment", data: Mapping[str, Any], now: datetime) -> bool:
    """Whether only we can finish it: the payer agreed, and does not know whether we confirmed."""
    with reading():
        agreed = data["status"] == "IN_PROGRESS" and bool(client.NAME.fullmatch(data["paymentKey"]))
    is_unknown = payment.status == UNKNOWN and not payment.reference
    return agreed and is_unknown and payment.order.awaits_payment(now)


def _outcome(payment: "Payment", data: Mapping[str, Any]) -> PaymentOutcome:
    with reading():
        if data["orderId"] != payment.key:
            raise ValueError("another payment's answer")
        return outcome_of(data)


def _cancel_wanted(refund: "Refund") -> dict[str, Any]:
    """Identical at every try, as an idempotency key requires."""
    return {
        "cancelReason": reason_with(
            refund.key, words_of(refund.reason, refund.payment.order.language)
        ),
        "cancelAmount": _amount(refund.amount, refund.payment),
    }


def _sent(data: Mapping[str, Any], refund: "Refund") -> str:
    """Toss's reference of the refund, if it is among those it made."""
    made = (one.reference for one in returned_by(data) if one.key == refund.key)
    return next(made, "")


def _amount(amount: Decimal, payment: "Payment") -> int:
    return to_minor(amount, payment.currency)
