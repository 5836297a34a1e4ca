"""What coupons add to pages of the apps below; config/panels.py places them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.actors import Actor, user_of
from core.panels import Panel
from coupons.badges import badge_of
from coupons.models import Campaign
from coupons.offers import Offer
from coupons.queries import NOBODY, campaigns_at, campaigns_of_stores
from stores.models import Store


def store_coupons(stores: Sequence[Store], reader: Actor, now: datetime) -> Mapping[Any, Panel]:
    """The live campaigns of the store whose page it is, and of every store, with one query."""
    [store] = stores
    user = user_of(reader)
    campaigns = campaigns_at.all(store.pk, store.currency, user.pk if user else NOBODY, now)
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
    for campaign in campaigns_of_stores.all([store.pk for store in stores], now):
        of_store.setdefault(campaign.store_id, []).append(campaign)
    return {
        store.pk: Panel("coupons/_badge.html", badge_of(store, of_store[store.pk]))
        for store in stores
        if store.pk in of_store
    }
