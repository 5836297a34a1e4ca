"""Reactions to events of invoices and usage."""

from billing.collection_tasks import withdraw_credited, withdraw_paid
from billing.events import AllowanceUsed
from billing.invoice_events import CreditNoteMade, InvoiceFinalized, InvoicePaid
from core.events import Reaction
from notifications.reactions import notify

# fmt: off
REACTIONS = {
    #                 now                later
    InvoiceFinalized: Reaction([notify]),
    CreditNoteMade:   Reaction([notify],       [withdraw_credited]),
    InvoicePaid:      Reaction([],             [withdraw_paid]),
    AllowanceUsed:    Reaction([notify]),
}
# fmt: on
