"""What coupons add to pages of the apps below; config/panels.py places them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.actors import Actor, user_of
from core.panels import Panel
from coupons.badges import badge_of
from coupons.models import Campaign
from coupons.offers import Offer
from coupons.queries import MAX_ON_STORE_PAGE, live_campaigns, live_campaigns_at
from stores.models import Store


def store_coupons(stores: Sequence[Store], reader: Actor, now: datetime) -> Mapping[Any, Panel]:
    """The live campaigns of the store whose page it is, and of every store, with one query."""
    [store] = stores
    campaigns = live_campaigns_at(store, user_of(reader), now)[:MAX_ON_STORE_PAGE]
    offered = [Offer(campaign, campaign.is_held, now) for campaign in campaigns]  # type: ignore[attr-defined]
    if not offered:
        return {}
    topics = [each.topic for each in offered]
    return {store.pk: Panel("coupons/_strip.html", offered, topics=topics)}


def store_badges(stores: Sequence[Store], reader: Actor, now: datetime) -> Mapping[Any, Panel]:
    """The best live coupon of each store, in a few words; with one query for all of them."""
    if not stores:
        return {}
    of_store: dict[int | None, list[Campaign]] = {}
    for campaign in live_campaigns([store.pk for store in stores], None, now):
        of_store.setdefault(campaign.store_id, []).append(campaign)
    return {
        store.pk: Panel("coupons/_badge.html", badge_of(store, of_store[store.pk]))
        for store in stores
        if store.pk in of_store
    }
