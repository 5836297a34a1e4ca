"""Reactions to events of invoices."""

from billing.invoice_events import CreditNoteMade, InvoiceFinalized
from core.events import Reaction
from notifications.reactions import notify

# fmt: off
REACTIONS = {
    #                 now                later
    InvoiceFinalized: Reaction([notify]),
    CreditNoteMade:   Reaction([notify]),
}
# fmt: on
