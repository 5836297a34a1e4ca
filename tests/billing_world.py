"""What tests/site_map.py has of billing: Bea is a tenant with an invoice, of which a part is taken back."""

from dataclasses import dataclass
from decimal import Decimal

from billing.invoices.crediting import credit
from billing.models import CreditNote, Invoice
from payments.models import SavedMethod
from payments.sandbox_cards import save_sandbox_card
from tests.billing.factories import make_version
from tests.billing.invoice_world import MARCH, SHOTS, close, subscribed

SOLD = ["campaigns", "events", "pages"]


@dataclass
class BillingWorld:
    invoice: Invoice
    note: CreditNote
    card: SavedMethod

    @property
    def numbers(self):
        return [self.invoice.number, self.note.number]

    @property
    def codes(self):
        """Of plans."""
        return ["basic"]


def make_billing_world(bea):
    invoice = close(subscribed(user=bea, version=make_version(rates=SHOTS, features=SOLD)), MARCH)
    amount = Decimal(1000)
    note = credit(invoice=invoice, amount=amount, reason="An outage", now=invoice.finalized_at)
    return BillingWorld(invoice, note, save_sandbox_card("declined", "KRW", bea))
