"""The badge on the cards of stores: the best live coupon of each."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.lifecycle import move
from coupons.claims import claim
from coupons.models import Campaign, Terms
from tests.config.test_features import reconnect, site_with
from tests.coupons.conftest import claimant, draft, published
from tests.factories import ListedStoreFactory

AMOUNT = {"benefit": "amount", "amount": 3000}
PERCENT = {"benefit": "percent", "amount": None, "percent": 20}
DELIVERY = {"benefit": "delivery", "amount": None}


@pytest.fixture
def home(client, store, noodles):
    """The page with the card of the store that sells noodles."""
    return lambda: client.get("/").text


@pytest.mark.parametrize(
    ("terms", "badge"),
    [
        (AMOUNT, "Coupon · ₩3,000 off"),
        (PERCENT, "Coupon · 20% off"),
        ({**PERCENT, "cap": 5000}, "Coupon · up to ₩5,000 off"),
        (DELIVERY, "Coupon · Free delivery"),
        ({"benefit": "piece", "amount": None}, "Coupon · One piece free"),
    ],
)
def test_the_card_says_what_the_coupon_takes_off(home, store, terms, badge):
    published(store, terms=terms)

    assert badge in home()


@pytest.mark.parametrize(
    ("one", "other", "badge"),
    [
        ({**AMOUNT, "amount": 1000}, AMOUNT, "₩3,000 off"),
        ({**AMOUNT, "minimum": 10_000}, PERCENT, "₩3,000 off"),
        ({**AMOUNT, "minimum": 30_000}, PERCENT, "20% off"),
        ({**AMOUNT, "minimum": 30_000}, {**PERCENT, "cap": 1000}, "₩3,000 off"),
        ({"benefit": "piece", "amount": None}, {**AMOUNT, "amount": 100}, "₩100 off"),
    ],
)
def test_the_best_is_what_takes_most_off_where_all_can_be_used(home, store, one, other, badge):
    type(store).objects.update(minimum_order=0)
    for terms in (one, other):
        published(store, terms=terms)

    assert f"Coupon · {badge}" in home()


def test_there_is_no_badge_for_what_cannot_be_claimed_by_everybody(home, store):
    draft(store)
    published(store, audience="code", secret_code="KIMCHI-24")
    published(store, opens_at=timezone.now() + timedelta(hours=1))
    claim(published(store, total=1), claimant(), press=uuid4())
    Campaign.objects.filter(pk=published(store).pk).update(store=None)

    assert "store-card-badge" not in home()


def test_the_badge_follows_the_campaign_at_once(home, store):
    """Though the HTML of cards is cached."""
    assert "store-card-badge" not in home()
    campaign = published(store)
    assert "₩3,000 off" in home()

    terms = Terms.objects.create(
        campaign=campaign, version=2, benefit="amount", amount=4000, valid_days=3
    )
    Campaign.objects.update(terms=terms)
    assert "₩4,000 off" in home()

    move(campaign, "pause", by=store.owner)
    assert "store-card-badge" not in home()


def test_the_badge_is_in_the_readers_language(client, home, store):
    published(store)

    assert "Coupon · ₩3,000 off" in home()
    page = client.get("/", headers={"Accept-Language": "ko"}).text
    assert "쿠폰 · 3,000원 할인" in page


@pytest.fixture
def asked(home):
    """How many queries home asks, once caches are filled."""

    def count():
        home()
        with CaptureQueriesContext(connection) as queries:
            home()
        return len(queries)

    return count


@pytest.fixture
def without_coupons():
    with site_with(["food"], home="stores"):
        reconnect()
        yield
    reconnect()


@pytest.fixture
def many_coupons(db):
    for _each in range(5):
        published(ListedStoreFactory())


def test_badges_cost_one_query_for_the_whole_page(asked, many_coupons):
    assert asked() == 2


def test_without_coupons_they_cost_none(asked, many_coupons, without_coupons):
    assert asked() == 1
