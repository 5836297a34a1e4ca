"""Limits of campaigns: those that are not closed count; customers claim and use all the same."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from core.limits import LimitReached
from coupons.campaigns import duplicate
from coupons.claims import claim
from coupons.models import Campaign
from coupons.owner_limits import campaigns_of
from tests.coupons.campaign_form import edit_url, filled
from tests.coupons.conftest import claimant, draft, published


def test_campaigns_count_until_they_are_closed(store, bea):
    first, second, closed = draft(store), published(store), published(store)
    move(closed, "close", by=bea)
    draft(None)

    assert list(campaigns_of(bea.pk, timezone.now())) == [first, second]


def test_a_campaign_beyond_the_limit_is_refused_with_the_input_kept(owner, bea, store, allow):
    allow(bea, campaigns=1)
    draft(store)
    before = owner.get(reverse("coupons:add", args=[store.slug])).content.decode()

    response = owner.post(reverse("coupons:add", args=[store.slug]), filled())

    page = response.content.decode()
    assert "The plan includes 1 coupon campaign at a time." in before
    assert (response.status_code, Campaign.objects.count()) == (422, 1)
    assert "The plan includes 1 coupon campaign at a time." in page
    assert 'value="Noodle days"' in page


def test_a_copy_is_a_campaign_too(bea, store, allow):
    campaign = draft(store)
    allow(bea, campaigns=1)

    with pytest.raises(LimitReached):
        duplicate(campaign, by=bea)


def test_a_campaign_beyond_the_limit_is_only_ended_by_its_owner(owner, bea, store, allow):
    draft(store)
    campaign = published(store)
    allow(bea, campaigns=1)

    def press(verb):
        return owner.post(reverse("coupons:move", args=[store.slug, campaign.number, verb]))

    changed = owner.post(edit_url(campaign), filled(title="Other"))
    paused, resumed = press("pause"), press("resume")
    campaign.refresh_from_db()

    assert (changed.status_code, campaign.title) == (403, "3,000 off")
    assert (paused.status_code, resumed.status_code, campaign.status) == (302, 403, "paused")


def test_customers_claim_beyond_the_limit(bea, store, allow):
    campaign = published(store)
    allow(bea, campaigns=0)

    assert claim(campaign, claimant(), press=uuid4()).code
