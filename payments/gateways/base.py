"""The interface of a gateway; one file or package per provider. docs/gateways.md walks through a new one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from payments.gateways.amounts import CurrencyTable
    from payments.gateways.disputes import ReportedDispute
    from payments.gateways.saving import SavingNews
    from payments.models import Payment, Refund

LONGEST_REFERENCE, LONGEST_SESSION, LONGEST_NOTE = 120, 200, 300  # characters that are stored
NO_MINIMUMS: Mapping[str, Decimal] = {}
TOO_MUCH = Decimal(10) ** 12  # in major units
CURRENCY = re.compile(r"[A-Z]{3}")


def refuse_unwritable(text: str, longest: int | None = None) -> None:
    """Raise ValueError for text the database cannot store; no provider sends any on purpose."""
    if "\x00" in text or (longest is not None and len(text) > longest):
        raise ValueError("a text that cannot be kept")
    text.encode()  # half surrogates, which JSON may hold, raise a ValueError as well


def refuse_no_money(amount: Decimal) -> None:
    if not (amount.is_finite() and 0 <= amount < TOO_MUCH):
        raise ValueError("no amount of money")


@dataclass(frozen=True, slots=True)
class Started:
    """The URL where the payer pays, and the provider's id of what was started, for later look-ups.

    Raises ValueError for a session that cannot be stored.
    """

    url: str
    session: str = ""

    def __post_init__(self) -> None:
        refuse_unwritable(self.session, LONGEST_SESSION)


@dataclass(frozen=True, slots=True)
class Returned:
    """Money that the provider reports as refunded. `key` is our refund's where the provider knows it.

    Raises ValueError for values that cannot be stored.
    """

    reference: str
    amount: Decimal
    key: str = ""

    def __post_init__(self) -> None:
        refuse_unwritable(self.reference, LONGEST_REFERENCE)
        refuse_no_money(self.amount)


@dataclass(frozen=True, slots=True)
class Failed:
    """A refund that the provider accepted and could not deliver: the store has the money again.

    `key` is our refund's where the provider knows it. `is_final`: a retry is useless.
    `reason` is one of payments.reasons, or the provider's own text.
    """

    reference: str
    key: str = ""
    reason: str = ""
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class PaymentOutcome:
    """The state of a payment as the provider reports it. Amounts are in major units of `currency`.

    captured: we have the money, under `reference`. declined, abandoned: it will not come, unless the
    payer tries again. waiting: it comes later, until `due` (aware), and `note`, of payments.reasons,
    explains how the payer sends it. open: the payer has not finished. `returned` is every refund made
    so far, whether by us or in the provider's dashboard, and `failed` those that were not delivered.
    `reason` is one of payments.reasons, or the provider's own text. `payer` is the e-mail address of the
    payer's account at the provider, where it is known. Of a charge without the payer, `decline` is what its
    refusal means for the next one (payments.method_lifecycle.DeclineKind), and `session` the provider's id
    of it, for later look-ups.

    Raises ValueError for values that cannot be stored; gateways treat those as an unreadable answer.
    """

    result: Literal["captured", "declined", "abandoned", "waiting", "open"]
    reference: str = ""
    amount: Decimal = Decimal(0)
    currency: str = ""
    reason: str = ""
    note: str = ""
    due: datetime | None = None
    returned: tuple[Returned, ...] = ()
    failed: tuple[Failed, ...] = ()
    payer: str = ""
    decline: str = ""
    session: str = ""

    def __post_init__(self) -> None:
        refuse_no_money(self.amount)
        refuse_unwritable(self.session, LONGEST_SESSION)
        refuse_unwritable(self.payer)
        refuse_unwritable(self.reference, LONGEST_REFERENCE)
        refuse_unwritable(self.note, LONGEST_NOTE)
        refuse_unwritable(self.reason)
        if self.amount and not (self.reference and CURRENCY.fullmatch(self.currency)):
            raise ValueError("money without a name or a currency")


@dataclass(frozen=True, slots=True)
class Webhook:
    """One verified message of a provider: verified by its signature, or by asking the provider.

    `event_id` is unique for the provider. The payment is found by the first of `payment_key` (ours),
    `session` and `reference` that is known. Without an `outcome` there is nothing to do. A message about a
    dispute names it by `dispute_reference`, and has its state in `dispute` if the payment is known. One about
    a saved method has `saving` instead, and no payment.
    """

    event_id: str
    kind: str
    payment_key: str = ""
    session: str = ""
    reference: str = ""
    outcome: PaymentOutcome | None = None
    dispute_reference: str = ""
    dispute: "ReportedDispute | None" = None
    saving: "SavingNews | None" = None

    def __post_init__(self) -> None:
        refuse_unwritable(self.kind)


class GatewayError(Exception):
    """The provider did not do it; may be retried. The text can be shown to the user as it is.

    `reason` is what is stored: one of payments.reasons if we know it.
    """

    def __init__(self, text: object = "", reason: str = "") -> None:
        super().__init__(text)
        self.reason = reason or str(text)


class Final(GatewayError):
    """A refusal that will not change: the money has to be moved another way."""


class Disputed(GatewayError):
    """A refund is refused, and was not made, because the payer disputes the payment.

    A retry after the dispute needs a new key: providers may repeat a refusal to the same one.
    """


class OutcomeUnknown(GatewayError):
    """No answer, or an unreadable one: it may have been done. Look it up before trying again."""


class InvalidSignature(Exception):
    """A message that the provider did not send."""


class UnverifiedWebhook(Exception):
    """A message that cannot be verified, about a payment we do not know (yet); parked, within limits."""

    def __init__(self, webhook: Webhook) -> None:
        super().__init__(webhook.kind)
        self.webhook = webhook


class Gateway(Protocol):
    """No call is made under a lock; each has a time limit and is logged (payments.audit).

    `now` decides whether the order can still be paid.

    Calls that carry a key of ours (`payment.key`, `refund.key`) are idempotent at the provider: the key
    is stored before the call.
    """

    code: str
    currencies: "CurrencyTable | None"  # which it takes, with its decimals; None takes all
    minimums: Mapping[str, Decimal]  # the least it takes, by currency; anything of others
    holds_stock: bool  # paid later than usual; orders.holds limits how many may wait

    @property
    def label(self) -> str | Promise:
        """The name that customers choose it by."""

    def start(self, payment: "Payment") -> Started:
        """Begin; raises GatewayError."""

    def confirm(
        self, payment: "Payment", returned: Mapping[str, str], now: datetime | None = None
    ) -> PaymentOutcome:
        """What became of it when the payer returns; `returned` is not trusted.

        Captures where the provider requires a call for it. Raises GatewayError; OutcomeUnknown where it may
        have been captured.
        """

    def look_up(self, payment: "Payment", now: datetime | None = None) -> PaymentOutcome:
        """The payment's current state at the provider; raises GatewayError.

        Takes no money that the payer did not agree to. If the order is over, the payment can no longer be
        paid after this call.
        """

    def refund(self, refund: "Refund", now: datetime | None = None) -> str:
        """Send the money; returns the provider's reference. Raises GatewayError.

        A refund that was sent under the same key and has failed since is sent again.
        """

    def read_webhook(
        self, body: bytes, headers: Mapping[str, str], now: datetime | None = None
    ) -> Webhook:
        """Verify and read a message; raises InvalidSignature, or GatewayError if it cannot be verified now.

        A provider that does not sign is asked, but only about payments we know; for others raises
        UnverifiedWebhook.
        """
