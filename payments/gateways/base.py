"""What every gateway offers; one file or folder a provider. docs/gateways.md walks through a new one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from payments.models import Payment, Refund

LONGEST_REFERENCE, LONGEST_SESSION, LONGEST_NOTE = 120, 200, 300  # characters that are kept
TOO_MUCH = Decimal(10) ** 12  # in major units
CURRENCY = re.compile(r"[A-Z]{3}")


def refuse_unwritable(text: str, longest: int | None = None) -> None:
    """ValueError for what the database would not take: no provider means it."""
    if "\x00" in text or (longest is not None and len(text) > longest):
        raise ValueError("a text that cannot be kept")
    text.encode()  # half surrogates, which JSON may hold, raise a ValueError as well


def refuse_no_money(amount: Decimal) -> None:
    if not (amount.is_finite() and 0 <= amount < TOO_MUCH):
        raise ValueError("no amount of money")


@dataclass(frozen=True, slots=True)
class Started:
    """Where the payer pays, and the provider's id of what was started, by which it is looked up.

    ValueError for a session that could not be written down.
    """

    url: str
    session: str = ""

    def __post_init__(self) -> None:
        refuse_unwritable(self.session, LONGEST_SESSION)


@dataclass(frozen=True, slots=True)
class Returned:
    """Money the provider says it sent back. `key` is our refund's where the provider knows it.

    ValueError for what could not be written down.
    """

    reference: str
    amount: Decimal
    key: str = ""

    def __post_init__(self) -> None:
        refuse_unwritable(self.reference, LONGEST_REFERENCE)
        refuse_no_money(self.amount)


@dataclass(frozen=True, slots=True)
class Failed:
    """A refund that the provider took and could not deliver: the money is with the store again.

    `key` is our refund's where the provider knows it. `is_final`: trying once more is of no use.
    `reason` is one of payments.reasons, or the provider's words.
    """

    reference: str
    key: str = ""
    reason: str = ""
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class PaymentOutcome:
    """What the provider says of a payment now. Amounts are in major units of `currency`.

    captured: the money is ours, under `reference`. declined, abandoned: it will not come, unless the
    payer tries again. waiting: it comes later, until `due` (aware), and `note`, of payments.reasons,
    says how the payer sends it. open: the payer has not finished. `returned` is everything that went
    back so far, whether by us or in the provider's dashboard, and `failed` what came back again.
    `reason` is one of payments.reasons, or the provider's words.

    ValueError for what could not be written down: gateways take it for an answer that says nothing.
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

    def __post_init__(self) -> None:
        refuse_no_money(self.amount)
        refuse_unwritable(self.reference, LONGEST_REFERENCE)
        refuse_unwritable(self.note, LONGEST_NOTE)
        refuse_unwritable(self.reason)
        if self.amount and not (self.reference and CURRENCY.fullmatch(self.currency)):
            raise ValueError("money without a name or a currency")


@dataclass(frozen=True, slots=True)
class Webhook:
    """One message of a provider, believed: verified by its signature, or by asking the provider.

    `event_id` is unique for the provider. The payment is found by the first of `payment_key` (ours),
    `session` and `reference` that is known. Without an `outcome` there is nothing to do.
    """

    event_id: str
    kind: str
    payment_key: str = ""
    session: str = ""
    reference: str = ""
    outcome: PaymentOutcome | None = None

    def __post_init__(self) -> None:
        refuse_unwritable(self.kind)


class GatewayError(Exception):
    """The provider did not do it; may be tried again. The text can be shown to the user as it is.

    `reason` is what is stored of it: one of payments.reasons where we know it.
    """

    def __init__(self, text: object = "", reason: str = "") -> None:
        super().__init__(text)
        self.reason = reason or str(text)


class Final(GatewayError):
    """A no that stays a no: somebody has to find another way."""


class OutcomeUnknown(GatewayError):
    """No answer, or none that can be read: it may have been done. Ask before trying again."""


class InvalidSignature(Exception):
    """A message that is not the provider's."""


class UnverifiedWebhook(Exception):
    """A message that nothing proves, about a payment we do not know (yet); parked, within limits."""

    def __init__(self, webhook: Webhook) -> None:
        super().__init__(webhook.kind)
        self.webhook = webhook


class Gateway(Protocol):
    """Every call is made under no lock, within a named time, and is logged (payments.audit).

    Where a key of ours goes along (`payment.key`, `refund.key`), the provider does it once, however
    often it is asked: both are stored before the call.
    """

    code: str
    currencies: frozenset[str]  # which it takes; an empty set takes all
    holds_stock: bool  # paid later than usual: orders.holds limits how many may wait

    @property
    def label(self) -> str | Promise:
        """What the customer chooses by."""

    def start(self, payment: "Payment") -> Started:
        """Begin; raises GatewayError."""

    def confirm(self, payment: "Payment", returned: Mapping[str, str]) -> PaymentOutcome:
        """What became of it, as the payer comes back with `returned`, which is not to be trusted.

        Captures where the provider needs it asked. Raises GatewayError, OutcomeUnknown where it may have
        been captured.
        """

    def look_up(self, payment: "Payment") -> PaymentOutcome:
        """What the provider says of it now; raises GatewayError.

        Takes no money that the payer did not agree to. Where the order is over nobody can pay any more
        after it.
        """

    def refund(self, refund: "Refund") -> str:
        """Send the money back; returns the provider's reference. Raises GatewayError.

        What was sent by the same key and failed meanwhile is sent anew.
        """

    def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> Webhook:
        """Verify and read a message; raises InvalidSignature, or GatewayError if it cannot be verified now.

        A provider that signs nothing is asked, but only about payments we know: else raise UnverifiedWebhook.
        """
