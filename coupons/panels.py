"""What coupons add to pages of the apps below; config/panels.py places them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.actors import Actor, user_of
from core.panels import Panel
from coupons.models import Campaign
from coupons.queries import MAX_ON_STORE_PAGE, live_campaigns
from coupons.topics import campaign_topic
from coupons.words import benefit_of
from stores.models import Store


@dataclass(frozen=True)
class Offered:
    """A live campaign in the strip of its store; `is_held`: the reader has a coupon of it."""

    campaign: Campaign
    is_held: bool

    @property
    def benefit(self) -> str:
        assert self.campaign.terms is not None  # of a published campaign (a constraint)
        return benefit_of(self.campaign.terms, self.campaign.currency)

    @property
    def topic(self) -> str:
        return campaign_topic(self.campaign.number)


def store_coupons(stores: Sequence[Store], reader: Actor, now: datetime) -> Mapping[Any, Panel]:
    """The live campaigns of the store whose page it is, with one query."""
    [store] = stores
    campaigns = live_campaigns([store.pk], user_of(reader), now)[:MAX_ON_STORE_PAGE]
    offered = [Offered(campaign, campaign.is_held) for campaign in campaigns]  # type: ignore[attr-defined]
    if not offered:
        return {}
    topics = [each.topic for each in offered]
    return {store.pk: Panel("coupons/_strip.html", offered, topics=topics)}
