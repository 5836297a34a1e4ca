"""Events of partners and payouts, published by the moves of affiliates.lifecycle and by services."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.events import Event, MoveEvent

if TYPE_CHECKING:
    from affiliates.models import Partner, Payout, PayoutRun, Sale


@dataclass(frozen=True)
class PartnerEvent(MoveEvent):
    @property
    def partner(self) -> "Partner":
        partner: Partner = self.row
        return partner


class PartnerApplied(PartnerEvent):
    """For the first time, or again."""


class PartnerApproved(PartnerEvent):
    pass


class PartnerRefused(PartnerEvent):
    """The note is the reason."""


class PartnerPaused(PartnerEvent):
    """Their codes and links count nothing for now."""


class PartnerResumed(PartnerEvent):
    pass


class PartnerRateChanged(PartnerEvent):
    """For sales from now on; the note says to what."""


class PartnerLeft(PartnerEvent):
    pass


@dataclass(frozen=True)
class SaleBooked(Event):
    """An order that a partner brought is paid; `row` is the sale, which earns something."""

    at: datetime

    @property
    def sale(self) -> "Sale":
        sale: Sale = self.row
        return sale


@dataclass(frozen=True)
class PayoutRunEvent(MoveEvent):
    @property
    def run(self) -> "PayoutRun":
        run: PayoutRun = self.row
        return run


class PayoutRunMade(PayoutRunEvent):
    """Its entries are locked in, and wait for approval."""


class PayoutRunApproved(PayoutRunEvent):
    pass


class PayoutRunPaid(PayoutRunEvent):
    pass


class PayoutRunDownloaded(PayoutRunEvent):
    """Its file for the bank, with the full account numbers."""


class PayoutRunDiscarded(PayoutRunEvent):
    """Its entries are payable again."""


@dataclass(frozen=True)
class PayoutSent(Event):
    """The payout (`row`) of one partner was sent."""

    at: datetime

    @property
    def payout(self) -> "Payout":
        payout: Payout = self.row
        return payout
