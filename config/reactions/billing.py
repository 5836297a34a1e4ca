"""Reactions to events of invoices and usage."""

from billing.events import AllowanceUsed
from billing.invoice_events import CreditNoteMade, InvoiceFinalized
from core.events import Reaction
from notifications.reactions import notify

# fmt: off
REACTIONS = {
    #                 now                later
    InvoiceFinalized: Reaction([notify]),
    CreditNoteMade:   Reaction([notify]),
    AllowanceUsed:    Reaction([notify]),
}
# fmt: on
