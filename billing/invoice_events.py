"""Events of invoices, published by the services that make and collect them, and by their moves."""

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
class CollectionFailed(Event):
    """A try to collect an invoice failed for certain: there is no card, or its charge was declined."""

    at: datetime  # of the tenant
    reason: str  # a code, in billing.collection.reasons
    needs_payer: bool  # the card is not charged again: its owner must come to a page

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
