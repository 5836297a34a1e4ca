"""What every gateway offers; one file or folder a provider."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from payments.models import Payment, Refund


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the provider says of a payment. `amount` is in major units of `currency`."""

    result: Literal["captured", "declined", "abandoned"]
    reference: str = ""
    amount: Decimal = Decimal(0)
    currency: str = ""
    reason: str = ""


class GatewayError(Exception):
    """The provider did not do it, or did not answer; may be tried again."""


class Gateway(Protocol):
    code: str

    @property
    def label(self) -> str | Promise:
        """What the customer chooses by."""

    def start(self, payment: "Payment") -> str:
        """The URL where the payer pays."""

    def confirm(self, payment: "Payment", returned: Mapping[str, str]) -> Outcome:
        """What became of it, as the payer comes back with `returned`; raises GatewayError."""

    def refund(self, refund: "Refund") -> str:
        """Send the money back; returns the provider's reference; raises GatewayError.

        May be asked twice for one refund: `refund.key` makes it one to the provider.
        """
