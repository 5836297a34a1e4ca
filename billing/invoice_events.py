"""Events of invoices, published by billing.invoicing, billing.credits and the moves of an invoice."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.events import Event, MoveEvent

if TYPE_CHECKING:
    from billing.models import CreditNote, Invoice


@dataclass(frozen=True)
class InvoiceFinalized(Event):
    """An invoice was made of a closed month."""

    at: datetime  # of the tenant

    @property
    def invoice(self) -> "Invoice":
        invoice: Invoice = self.row
        return invoice


@dataclass(frozen=True)
class CreditNoteMade(Event):
    """A part of an invoice, or all of it, is taken back."""

    at: datetime  # of the tenant

    @property
    def note(self) -> "CreditNote":
        note: CreditNote = self.row
        return note


@dataclass(frozen=True)
class InvoiceEvent(MoveEvent):
    @property
    def invoice(self) -> "Invoice":
        invoice: Invoice = self.row
        return invoice


class InvoicePaid(InvoiceEvent):
    """Nothing of it is due any more."""


class InvoiceReopened(InvoiceEvent):
    """What was paid for it went back: it is due again."""


class InvoiceWrittenOff(InvoiceEvent):
    """It is not collected any more; the debt remains, and can still be paid."""
