"""Events of campaigns and coupons, published by the moves of coupons.lifecycle."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.events import Event, MoveEvent

if TYPE_CHECKING:
    from coupons.models import Campaign, Coupon


@dataclass(frozen=True)
class CampaignEvent(MoveEvent):
    row: Any

    @property
    def campaign(self) -> "Campaign":
        campaign: Campaign = self.row
        return campaign


class CampaignAdded(CampaignEvent):
    """As a draft."""


class CampaignChanged(CampaignEvent):
    """Its fields, or its terms for coupons that are claimed from now on."""


class CampaignPublished(CampaignEvent):
    """For the first time, or again after a pause (`record.verb` says which)."""


class CodesMade(CampaignEvent):
    """As many as the note says, each for one coupon."""


class CodesVoided(CampaignEvent):
    """All that were not claimed: as many as the note says."""


class CampaignPaused(CampaignEvent):
    """Nobody can claim a coupon for now; those that are held can be used."""


class CampaignClosed(CampaignEvent):
    pass


@dataclass(frozen=True)
class CampaignOpened(Event):
    """Coupons of a campaign (`row`) can be claimed for the first time; published soon after its opening."""

    at: datetime

    @property
    def campaign(self) -> "Campaign":
        campaign: Campaign = self.row
        return campaign


@dataclass(frozen=True)
class CampaignRestocked(Event):
    """Coupons of a campaign that was sold out can be claimed again, and some wait for it (`row`: Restock)."""

    at: datetime

    @property
    def campaign(self) -> "Campaign":
        campaign: Campaign = self.row.campaign
        return campaign


@dataclass(frozen=True)
class CouponEvent(MoveEvent):
    row: Any

    @property
    def coupon(self) -> "Coupon":
        coupon: Coupon = self.row
        return coupon


class CouponIssued(CouponEvent):
    pass


class CouponReserved(CouponEvent):
    """An order that was placed will use it."""


class CouponUsed(CouponEvent):
    pass


class CouponReturned(CouponEvent):
    """Its order was cancelled, rejected or expired: it can be used again."""


class CouponRevoked(CouponEvent):
    pass


@dataclass(frozen=True)
class CouponsEnding(Event):
    """A customer is reminded (`row`) of these coupons, which end soon."""

    at: datetime
    coupons: "tuple[Coupon, ...]"
