"""A provider that moves no money, for trials: its page lets the payer choose the outcome.

It saves cards too, named by what happens when they are charged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.gateways.base import GatewayError, OutcomeUnknown, PaymentOutcome, Started
from payments.gateways.saving import Saved, SetupStarted
from payments.gateways.without_provider import GatewayWithoutProvider
from payments.method_lifecycle import AUTHENTICATION, HARD, SOFT
from payments.reasons import AUTHENTICATION_NEEDED, CARD_LOST, NOT_ENOUGH_MONEY, SANDBOX_DECLINED

if TYPE_CHECKING:
    from payments.models import Payment, Refund, SavedMethod


@dataclass(frozen=True, slots=True)
class SandboxCard:
    """`charged`: the money moves although the answer is lost; None where it is not lost."""

    label: str | Promise
    last_digits: str
    decline: str = ""
    reason: str = ""
    charged: bool | None = None


# fmt: off
SANDBOX_CARDS = {
    "pays":         SandboxCard(gettext_lazy("Pays"), "4242"),
    "declined":     SandboxCard(gettext_lazy("Is declined, and may be tried again"), "0002", SOFT,
                             NOT_ENOUGH_MONEY.note),
    "stolen":       SandboxCard(gettext_lazy("Was stolen: declined for good"), "9979", HARD,
                             CARD_LOST.note),
    "asks":         SandboxCard(gettext_lazy("Needs its owner at a page"), "3184", AUTHENTICATION,
                             AUTHENTICATION_NEEDED.note),
    "lost":         SandboxCard(gettext_lazy("Pays, and the answer is lost"), "6006", charged=True),
    "lost-unpaid":  SandboxCard(gettext_lazy("Does not pay, and the answer is lost"), "6114", charged=False),
}
# fmt: on


class SandboxGateway(GatewayWithoutProvider):
    code = "sandbox"
    label = gettext_lazy("Sandbox (no real money)")
    remembers_keys_for = timedelta(days=1)

    def start(self, payment: "Payment") -> Started:
        return Started(reverse("payments:sandbox", args=[payment.key]))

    def confirm(
        self, payment: "Payment", returned: Mapping[str, str], now: datetime | None = None
    ) -> PaymentOutcome:
        match returned.get("outcome"):
            case "pay":
                return _captured(payment)
            case "decline":
                return PaymentOutcome("declined", reason=SANDBOX_DECLINED.note)
            case "abandon":
                return PaymentOutcome("abandoned")
        raise GatewayError(_("The sandbox does not know this answer."))

    def look_up(self, payment: "Payment", now: datetime | None = None) -> PaymentOutcome:
        """A charge whose answer was lost; nothing is known of one that was never sent."""
        if payment.method is None or payment.sent_at is None:
            return PaymentOutcome("open")
        card = card_of(payment)
        return PaymentOutcome("abandoned") if card.charged is False else _charged(payment, card)

    def refund(self, refund: "Refund", now: datetime | None = None) -> str:
        return f"sandbox-refund-{refund.key}"

    def begin_setup(self, method: "SavedMethod") -> SetupStarted:
        return SetupStarted(reverse("payments:sandbox-card", args=[method.key]))

    def confirm_setup(self, method: "SavedMethod", returned: Mapping[str, str]) -> Saved | None:
        """The token is the test card's name, and the key, since no two methods share a token."""
        code = returned.get("card", "")
        if not code:
            return None
        if code not in SANDBOX_CARDS:
            raise GatewayError(_("The sandbox does not know this answer."))
        return Saved(f"{code}/{method.key}", f"Sandbox •••• {SANDBOX_CARDS[code].last_digits}")

    def charge(self, payment: "Payment", now: datetime) -> PaymentOutcome:
        card = card_of(payment)
        if card.charged is not None:
            raise OutcomeUnknown(_("The sandbox did not answer, as asked."))
        return _charged(payment, card)

    def forget(self, method: "SavedMethod") -> None:
        """It keeps nothing."""


def card_of(payment: "Payment") -> SandboxCard:
    """Raises GatewayError for a token that no key decrypts any more."""
    assert payment.method is not None
    code = payment.method.token.partition("/")[0]
    if code not in SANDBOX_CARDS:
        raise GatewayError(_("The sandbox does not know this answer."))
    return SANDBOX_CARDS[code]


def _charged(payment: "Payment", card: SandboxCard) -> PaymentOutcome:
    if card.decline:
        return PaymentOutcome("declined", reason=card.reason, decline=card.decline)
    return _captured(payment)


def _captured(payment: "Payment") -> PaymentOutcome:
    return PaymentOutcome("captured", f"sandbox-{payment.key}", payment.amount, payment.currency)
