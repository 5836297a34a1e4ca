"""The interface of gateways that can save a card or an account, and charge it without its owner at a page."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from payments.gateways.base import (
    LONGEST_REFERENCE,
    LONGEST_SESSION,
    Gateway,
    PaymentOutcome,
    refuse_unwritable,
)

if TYPE_CHECKING:
    from payments.models import Payment, SavedMethod

CLOCKS_DIFFER = timedelta(minutes=10)  # a key is taken for forgotten that much earlier
LONGEST_TRY = timedelta(days=1)  # a charge that could not be sent by then is given up
LONGEST_LABEL, LONGEST_TOKEN = 100, 500  # characters


@dataclass(frozen=True, slots=True)
class SetupStarted:
    """The URL where the owner enters it; the provider's id of that, and of the owner as its customer.

    Raises ValueError for values that cannot be stored, as the next two.
    """

    url: str
    session: str = ""
    customer: str = ""

    def __post_init__(self) -> None:
        refuse_unwritable(self.session, LONGEST_SESSION)
        refuse_unwritable(self.customer, LONGEST_REFERENCE)


@dataclass(frozen=True, slots=True)
class Saved:
    """What is charged later: the provider's token of it, and its name for people (“Visa •••• 4242”)."""

    token: str
    label: str
    customer: str = ""
    valid_until: date | None = None

    def __post_init__(self) -> None:
        refuse_unwritable(self.token, LONGEST_TOKEN)
        refuse_unwritable(self.label, LONGEST_LABEL)
        refuse_unwritable(self.customer, LONGEST_REFERENCE)
        if not (self.token and self.label):
            raise ValueError("a saved method without a token or a name")


@dataclass(frozen=True, slots=True)
class SavingNews:
    """A provider's message about a saved method: it was `saved` under our `key`, or `gone` is its token."""

    key: str = ""
    saved: Saved | None = None
    gone: str = ""


class SavingGateway(Gateway, Protocol):
    """A gateway whose payments may also be charges. They have `payment.method`, and no page.

    `look_up` works for them, too: it answers `open` where the provider has nothing of a charge, or where
    sending it again is the only way to ask. It sends nothing itself.
    """

    # How long it repeats its answer to `payment.key` in place of charging again.
    remembers_keys_for: timedelta

    def begin_setup(self, method: "SavedMethod") -> SetupStarted:
        """Where its owner enters it; two calls for one method lead to the same place. Raises GatewayError."""

    def confirm_setup(self, method: "SavedMethod", returned: Mapping[str, str]) -> Saved | None:
        """What was saved, asked of the provider; None if its owner has not finished.

        `returned` is not trusted. May be called again where its answer was lost. Raises GatewayError.
        """

    def charge(self, payment: "Payment", now: datetime) -> PaymentOutcome:
        """Charge `payment.method`, once for `payment.key`, however often called while it is remembered.

        A refusal is an outcome, with `decline`. Raises OutcomeUnknown where it may have been charged;
        another GatewayError where it certainly was not, and may be sent again.
        """

    def forget(self, method: "SavedMethod") -> None:
        """The provider charges it no more; no error if it knows nothing of it. Raises GatewayError."""


def may_be_sent_again(payment: "Payment", remembers: timedelta, now: datetime) -> bool:
    """Whether its order still wants it, and its provider certainly still knows its key."""
    known = min(remembers - CLOCKS_DIFFER, LONGEST_TRY)
    return payment.order.awaits_payment(now) and now < payment.created_at + known


def card_label(brand: str, last_digits: str) -> str:
    return f"{brand[:60]} •••• {last_digits[-4:]}"


def last_day_of(year: int, month: int) -> date:
    """Cards are valid through the last day of the month printed on them."""
    return date(year, month, monthrange(year, month)[1])
