"""Rows for the prepared SELECTs of coupons to find, and the arguments that find them."""

from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import move
from coupons.claims import claim
from coupons.following import follow_campaign
from tests.coupons.conftest import claimant, published
from tests.factories import OrderFactory, StoreFactory, UserFactory


def issued_coupon():
    return claim(published(StoreFactory()), claimant(), press=uuid4())


def coupon_of_person():
    coupon = issued_coupon()
    return [coupon.campaign_id, coupon.customer_id, coupon.email_key, coupon.phone_key]


def valid_coupon():
    coupon = issued_coupon()
    campaign = coupon.campaign
    return [campaign.store_id, campaign.currency, coupon.customer_id, timezone.now()]


def order_of_reserved():
    coupon = issued_coupon()
    order = OrderFactory(store=coupon.campaign.store, customer=coupon.customer)
    move(coupon, "reserve", by=SYSTEM, order=order, saved=Decimal(1000))
    return [order.pk]


def follow_of_sold_out():
    campaign, user = published(StoreFactory(), total=1), UserFactory()
    claim(campaign, claimant(), press=uuid4())
    follow_campaign(campaign, user)
    return [campaign.pk, user.pk]


def store_and_number():
    campaign = published(StoreFactory())
    return [campaign.store_id, campaign.number]


COUPON_SAMPLES = {
    "core.lifecycle.engine.locked.Campaign": lambda: [published(StoreFactory()).pk],
    "core.lifecycle.engine.locked.Coupon": lambda: [issued_coupon().pk],
    "coupons.claims.coupons_of_person": coupon_of_person,
    "coupons.following.follows_of_next_restock": follow_of_sold_out,
    "coupons.queries.campaign_of_store": store_and_number,
    "coupons.queries.campaign_to_show": lambda: [published(StoreFactory()).number],
    "coupons.queries.campaigns_at": lambda: [
        published(StoreFactory()).store_id,
        "KRW",
        0,
        timezone.now(),
    ],
    "coupons.queries.campaigns_of_stores": lambda: [
        [published(StoreFactory()).store_id],
        timezone.now(),
    ],
    "coupons.queries.coupons_held": lambda: coupon_of_person()[:2],
    "coupons.queries.coupons_valid_at": valid_coupon,
    "coupons.use.reserved_coupons": order_of_reserved,
}
