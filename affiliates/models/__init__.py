from affiliates.models.clicks import Click, ClickKey
from affiliates.models.partners import MAX_RATE, Partner, PartnerCode, PartnerMove, TaxKind
from affiliates.models.payouts import (
    EntryKind,
    LedgerEntry,
    Payout,
    PayoutEntry,
    PayoutRun,
    PayoutRunMove,
)
from affiliates.models.programmes import Basis, ProductProfit, Programme
from affiliates.models.sales import Attribution, Exclusion, Sale, SaleLine

__all__ = [
    "MAX_RATE",
    "Attribution",
    "Basis",
    "Click",
    "ClickKey",
    "EntryKind",
    "Exclusion",
    "LedgerEntry",
    "Partner",
    "PartnerCode",
    "PartnerMove",
    "Payout",
    "PayoutEntry",
    "PayoutRun",
    "PayoutRunMove",
    "ProductProfit",
    "Programme",
    "Sale",
    "SaleLine",
    "TaxKind",
]
