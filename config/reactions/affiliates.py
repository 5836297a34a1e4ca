"""Reactions to events of partners and payouts."""

from affiliates.events import (
    PartnerApplied,
    PartnerApproved,
    PartnerLeft,
    PartnerPaused,
    PartnerRefused,
    PayoutRunPaid,
    PayoutSent,
    SaleBooked,
)
from affiliates.reactions import book_payouts_of_run, erase_bank_account
from core.events import Reaction
from notifications.reactions import notify

# fmt: off
REACTIONS = {
    #                now                                            later
    PartnerApplied:  Reaction([notify]),
    PartnerApproved: Reaction([notify]),
    PartnerRefused:  Reaction([notify]),
    PartnerPaused:   Reaction([notify]),
    PartnerLeft:     Reaction([erase_bank_account]),
    SaleBooked:      Reaction([notify]),
    PayoutRunPaid:   Reaction([book_payouts_of_run]),
    PayoutSent:      Reaction([notify]),
}
# fmt: on
