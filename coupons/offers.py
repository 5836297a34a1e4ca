"""A campaign as who might claim it sees it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from coupons.models import Audience, Campaign, Terms
from coupons.topics import campaign_topic
from coupons.words import benefit_of, sentence_of

SOON = timedelta(days=1)


@dataclass(frozen=True)
class Offer:
    """`is_held`: the reader has a coupon of it. `distance` is that of its store (km), None if unknown."""

    campaign: Campaign
    is_held: bool
    now: datetime
    distance: float | None = None

    @property
    def terms(self) -> Terms:
        assert self.campaign.terms is not None  # of a published campaign (a constraint)
        return self.campaign.terms

    @cached_property
    def benefit(self) -> str:
        return benefit_of(self.terms, self.campaign.currency)

    @cached_property
    def sentence(self) -> str:
        return sentence_of(self.terms, self.campaign.currency)

    @property
    def topic(self) -> str:
        return campaign_topic(self.campaign.number)

    @property
    def is_upcoming(self) -> bool:
        return self.now < self.campaign.opens_at

    @property
    def is_for_followers(self) -> bool:
        return self.campaign.audience == Audience.FOLLOWERS

    @property
    def ends_soon(self) -> bool:
        closes_at = self.campaign.closes_at
        return closes_at is not None and closes_at - self.now <= SOON
