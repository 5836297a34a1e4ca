"""Campaigns are added and changed by services: who may, what becomes another version, and races."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.lifecycle import MoveForbidden, MoveRefused, move
from coupons.campaigns import (
    CampaignRefused,
    CampaignValues,
    EditedMeanwhile,
    add_campaign,
    change_campaign,
    duplicate,
    edit_version,
)
from coupons.claims import ClaimRefused, claim
from coupons.models import Campaign, Coupon, Terms
from tests.coupons.conftest import claimant, draft, published
from tests.racing import losers, together


def fresh(campaign):
    return Campaign.objects.select_related("terms", "store").get(pk=campaign.pk)


def change(campaign, by=None, seen="", terms=None, **fields):
    campaign = fresh(campaign)
    values = CampaignValues(fields, terms or {})
    by = by or campaign.store.owner
    return change_campaign(campaign, values, by=by, seen=seen or edit_version(campaign))


def test_a_stranger_neither_adds_nor_changes(store, dan):
    campaign = draft(store)
    values = CampaignValues({"title": "Mine", "total": 1, "opens_at": timezone.now()}, {})

    with pytest.raises(MoveForbidden):
        add_campaign(Campaign(store=store, currency="KRW"), values, by=dan)
    with pytest.raises(MoveForbidden):
        change(campaign, by=dan, title="Mine", terms={"amount": Decimal(1)})
    with pytest.raises(MoveForbidden):
        duplicate(campaign, by=dan)

    assert (Campaign.objects.get().title, Terms.objects.count()) == ("3,000 off", 1)


def test_the_platform_pays_nothing_of_a_stores_own_coupons(store):
    campaign = draft(store)
    theirs = CampaignValues({"title": "Mine", "total": 1}, {"platform_percent": 50})

    with pytest.raises(CampaignRefused) as change_refused:
        change(campaign, terms=theirs.terms)
    with pytest.raises(CampaignRefused) as add_refused:
        add_campaign(Campaign(store=store, currency="KRW"), theirs, by=store.owner)

    for refused in (change_refused, add_refused):
        assert refused.value.problems.keys() == {"platform_percent"}


def test_unchanged_values_change_nothing(store):
    campaign = draft(store)

    assert not change(campaign, title=campaign.title, terms={"amount": Decimal(3000)})
    assert not campaign.history.exists()


def test_values_left_out_stay_in_the_next_version(store):
    campaign = draft(store, terms={"minimum": Decimal(9000)})

    assert change(campaign, terms={"amount": Decimal(5000)})

    terms = fresh(campaign).terms
    assert (terms.version, terms.amount, terms.minimum, terms.valid_days) == (2, 5000, 9000, 30)
    assert [row.version for row in campaign.versions.all()] == [1, 2]


def test_issued_terms_never_change(campaign):
    with pytest.raises(Exception, match="coupons_terms"), transaction.atomic():
        Terms.objects.update(amount=Decimal(1))


@pytest.mark.parametrize("verb", ["pause", "close"])
def test_only_a_closed_campaign_is_final(campaign, verb):
    move(campaign, verb, by=campaign.store.owner)

    if verb == "close":
        with pytest.raises(MoveRefused):
            change(campaign, title="Other")
    else:
        assert change(campaign, title="Other")


def test_a_change_without_fields_is_no_move(campaign):
    with pytest.raises(MoveRefused, match="nothing to change"):
        move(campaign, "change", by=campaign.store.owner)


def test_both_contradictions_are_named_at_once(campaign, eve):
    claim(campaign, eve, press=uuid4())
    Campaign.objects.update(committed=Decimal(500))

    with pytest.raises(CampaignRefused) as refusal:
        change(campaign, total=0, budget=Decimal(100))

    assert [*refusal.value.problems] == ["total", "budget"]


def test_a_duplicate_of_one_that_is_over_is_published_only_with_new_times(store):
    now = timezone.now()
    campaign = draft(store, opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=2))

    copy = duplicate(campaign, by=store.owner)

    assert copy.number != campaign.number
    with pytest.raises(MoveRefused, match="later end"):
        move(copy, "publish", by=store.owner)


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_is_refused(store):
    campaign = draft(store)
    seen = edit_version(fresh(campaign))

    results = together(
        partial(change, campaign, seen=seen, title="One"),
        partial(change, campaign, seen=seen, terms={"amount": Decimal(4000)}),
    )

    assert [type(loser) for loser in losers(results)] == [EditedMeanwhile]
    assert campaign.history.filter(verb="change").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_quantity_never_falls_below_what_is_claimed_at_the_same_time(store):
    campaign, people = published(store, total=6), [claimant() for _number in range(6)]
    seen = edit_version(fresh(campaign))

    results = together(
        *(partial(claim, fresh(campaign), person, press=uuid4()) for person in people),
        partial(change, campaign, seen=seen, total=3),
    )

    after = fresh(campaign)
    assert after.issued == Coupon.objects.count() <= after.total
    assert not [loser for loser in losers(results) if isinstance(loser, IntegrityError)]


@pytest.mark.django_db(transaction=True)
def test_claims_during_an_edit_are_issued_or_refused_with_a_sentence(store):
    campaign, people = published(store), [claimant() for _number in range(5)]
    seen = edit_version(fresh(campaign))

    results = together(
        *(partial(claim, fresh(campaign), person, press=uuid4()) for person in people),
        partial(change, campaign, seen=seen, terms={"amount": Decimal(5000)}),
    )

    after = fresh(campaign)
    assert {type(loser) for loser in losers(results)} <= {ClaimRefused}
    assert (results[-1], after.terms.version) == (True, 2)
    assert after.issued == Coupon.objects.count() == 5 - len(losers(results))
