"""Open pages of a campaign learn how many are issued from the message itself."""

from uuid import uuid4

import pytest

from core.lifecycle import move
from coupons.claims import ClaimRefused, claim
from tests.coupons.conftest import claimant, published
from tests.orders.conftest import overhear  # noqa: F401


def test_a_claim_tells_the_pages_of_its_campaign(overhear, campaign, eve):  # noqa: F811
    with overhear() as topics:
        claim(campaign, eve, press=uuid4())

    assert f"campaign.{campaign.number}" in topics


def test_the_page_subscribes_to_it(client, campaign):
    page = client.get(f"/coupons/{campaign.number}/").text

    assert f'data-live="campaign.{campaign.number}"' in page
    assert 'data-live-count="0" data-live-of="10"' in page


def test_a_refused_claim_sends_nothing(overhear, store, eve):  # noqa: F811
    campaign = published(store, total=1)
    claim(campaign, claimant(), press=uuid4())

    with overhear() as topics, pytest.raises(ClaimRefused):
        claim(campaign, eve, press=uuid4())

    assert topics == []


def test_a_paused_campaign_makes_its_pages_fetch(overhear, campaign, store):  # noqa: F811
    with overhear() as topics:
        move(campaign, "pause", by=store.owner)

    assert f"campaign.{campaign.number}" in topics
