"""Reactions to events of invoices and usage."""

from billing.collection_tasks import withdraw_credited, withdraw_paid
from billing.dunning.events import DebtPaid, InvoiceOverdue, PlanSuspended
from billing.dunning.services import note_failure, note_old_debt, note_return, settle_debt
from billing.events import AllowanceUsed, SubscriptionActivated
from billing.invoice_events import (
    CollectionFailed,
    CreditNoteMade,
    InvoiceFinalized,
    InvoicePaid,
    InvoiceReopened,
)
from core.events import Reaction
from notifications.reactions import notify

# fmt: off
REACTIONS = {
    #                      now                later
    InvoiceFinalized:      Reaction([notify]),
    CreditNoteMade:        Reaction([notify],       [withdraw_credited]),
    CollectionFailed:      Reaction([note_failure]),
    InvoiceReopened:       Reaction([note_return]),
    InvoicePaid:           Reaction([settle_debt],  [withdraw_paid]),
    InvoiceOverdue:        Reaction([notify]),
    PlanSuspended:         Reaction([notify]),
    DebtPaid:              Reaction([notify]),
    SubscriptionActivated: Reaction([note_old_debt]),
    AllowanceUsed:         Reaction([notify]),
}
# fmt: on
