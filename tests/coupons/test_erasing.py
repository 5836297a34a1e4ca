"""By what a claimant was recognised is erased once nobody can claim more of the campaign."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core.lifecycle import move
from coupons.claims import claim
from coupons.erasing import erase_identities
from tests.coupons.conftest import published

DAY = timedelta(days=1)


@pytest.fixture
def campaign(store):
    return published(store, closes_at=timezone.now() + DAY)


@pytest.fixture
def coupon(campaign, eve):
    return claim(campaign, eve, press=uuid4())


def keys(coupon):
    coupon.refresh_from_db()
    return coupon.email_key, coupon.phone_key


def test_they_are_erased_a_month_after_the_end(campaign, coupon):
    assert erase_identities(campaign.closes_at + 31 * DAY) == 1

    assert keys(coupon) == ("", "")


def test_they_remain_while_the_campaign_may_open_again(campaign, coupon):
    assert erase_identities(campaign.closes_at + 29 * DAY) == 0

    assert all(keys(coupon))


def test_those_of_a_closed_campaign_are_erased_at_once(campaign, coupon):
    move(campaign, "close", by=campaign.store.owner)

    erase_identities(timezone.now())

    assert keys(coupon) == ("", "")
