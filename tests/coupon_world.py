"""What tests/site_map.py has of coupons: campaigns of Bea's store and of the site, and Ann's coupons."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from coupons.claim_codes import make_codes
from coupons.counter import redeem
from coupons.models import Audience, Campaign, Coupon
from tests.coupons.conftest import draft, published


@dataclass
class CouponWorld:
    live: Campaign
    coded: Campaign
    coupon: Coupon

    @property
    def numbers(self):
        return [self.live.number, self.coded.number]


def make_coupon_world(store, ann):
    """One coupon can be used, one redeemed can be undone; a draft and one of the site are there as well."""
    live = published(store, title="Spring lunch", per_customer=5)
    coded = published(store, title="Flyer", audience=Audience.CODES)
    make_codes(coded, number=3, by=store.owner, seen=0)
    draft(store)
    Campaign.objects.filter(pk=published(store).pk).update(store=None)
    held, used = (hold(live, ann, ordinal) for ordinal in (1, 2))
    # It can be undone for two minutes, and tests take longer.
    later = timezone.now() + timedelta(hours=1)
    redeem(store, used.code, Decimal(9000), by=store.owner, now=later)
    return CouponWorld(live, coded, held)


def hold(campaign, user, ordinal):
    """A coupon as a claim issues it; the user has no verified mailbox."""
    now = timezone.now()
    return Coupon.objects.create(
        campaign=campaign,
        terms=campaign.terms,
        customer=user,
        ordinal=ordinal,
        press=uuid.uuid4(),
        issued_at=now,
        expires_at=now + timedelta(days=30),
    )
