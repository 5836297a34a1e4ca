"""What coupons add to pages of the apps below; config/panels.py places them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.actors import Actor, user_of
from core.panels import Panel
from coupons.offers import Offer
from coupons.queries import MAX_ON_STORE_PAGE, live_campaigns
from stores.models import Store


def store_coupons(stores: Sequence[Store], reader: Actor, now: datetime) -> Mapping[Any, Panel]:
    """The live campaigns of the store whose page it is, with one query."""
    [store] = stores
    campaigns = live_campaigns([store.pk], user_of(reader), now)[:MAX_ON_STORE_PAGE]
    offered = [Offer(campaign, campaign.is_held, now) for campaign in campaigns]  # type: ignore[attr-defined]
    if not offered:
        return {}
    topics = [each.topic for each in offered]
    return {store.pk: Panel("coupons/_strip.html", offered, topics=topics)}
