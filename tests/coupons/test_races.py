"""Races for coupons, with real threads on PostgreSQL."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import delete_account
from coupons.claims import AllGone, AlreadyClaimed, ClaimRefused, claim
from coupons.models import Campaign, Coupon
from tests.coupons.conftest import claimant, published
from tests.processes import wait_until
from tests.racing import PATIENCE, losers, together, waits_for_a_lock
from tests.thread_pool import run_in_thread

pytestmark = pytest.mark.django_db(transaction=True)

CLERKS = 20


def fresh(campaign):
    return Campaign.objects.select_related("terms", "store").get(pk=campaign.pk)


def attempt(campaign, person, **options):
    return claim(fresh(campaign), person, **{"press": uuid4(), **options})


def attempt_each(campaign, people):
    """The results or refusals of one thread, which claims for many."""
    results = []
    for person in people:
        try:
            results.append(attempt(campaign, person))
        except ClaimRefused as refusal:
            results.append(refusal)
    return results


def test_1000_claims_for_100_coupons(store):
    campaign, people = published(store, total=100), [claimant() for _ in range(1000)]
    shares = [people[number::CLERKS] for number in range(CLERKS)]

    by_clerk = together(*(partial(attempt_each, campaign, share) for share in shares))
    results = [result for results in by_clerk for result in results]

    winners = [result for result in results if isinstance(result, Coupon)]
    assert len(winners) == Coupon.objects.count() == fresh(campaign).issued == 100
    assert {type(loser) for loser in losers(results)} == {AllGone}


def test_two_people_want_the_last_one(store):
    campaign, people = published(store, total=1), [claimant(), claimant()]

    results = together(*(partial(attempt, campaign, person) for person in people))

    assert [type(loser) for loser in losers(results)] == [AllGone]
    assert Coupon.objects.count() == 1


def test_a_double_press_issues_one(campaign, eve):
    press = uuid4()

    first, second = together(*[partial(attempt, campaign, eve, press=press)] * 2)

    assert first == second
    assert fresh(campaign).issued == 1


def test_two_tabs_of_one_person_issue_one(campaign, eve):
    results = together(*[partial(attempt, campaign, eve)] * 2)

    assert [type(loser) for loser in losers(results)] == [AlreadyClaimed]
    assert fresh(campaign).issued == Coupon.objects.count() == 1


def test_five_tabs_of_one_person_issue_as_many_as_one_can_have(store, eve):
    campaign = published(store, per_customer=4)

    results = together(*[partial(attempt, campaign, eve)] * 5)

    assert [type(loser) for loser in losers(results)] == [AlreadyClaimed]
    assert fresh(campaign).issued == Coupon.objects.count() == 4


def test_two_accounts_with_one_phone_issue_one(campaign):
    people = [claimant(phone="010-5555-6666"), claimant(phone="+82 10 5555 6666")]

    results = together(*(partial(attempt, campaign, person) for person in people))

    assert [type(loser) for loser in losers(results)] == [AlreadyClaimed]
    assert fresh(campaign).issued == Coupon.objects.count() == 1


def test_two_campaigns_at_once_do_not_deadlock(store):
    campaigns = [published(store), published(store)]
    people = [claimant() for _ in range(8)]
    turns = [
        partial(attempt, campaign, person)
        for number, person in enumerate(people)
        for campaign in (campaigns if number % 2 else campaigns[::-1])
    ]

    assert losers(together(*turns)) == []
    assert [fresh(campaign).issued for campaign in campaigns] == [8, 8]


def test_an_account_that_is_being_deleted_gets_no_coupon(campaign, eve):
    with transaction.atomic():
        delete_account(User.objects.get(pk=eve.pk))
        press = run_in_thread(partial(attempt, campaign, eve))
        wait_until(waits_for_a_lock)

    assert isinstance(press.exception(PATIENCE), ClaimRefused)
    assert fresh(campaign).issued == Coupon.objects.count() == 0


def test_the_instant_of_the_end_is_too_late(campaign, eve):
    end = timezone.now() + timedelta(hours=1)
    Campaign.objects.filter(pk=campaign.pk).update(closes_at=end)
    attempts = [
        partial(attempt, campaign, claimant(), now=end - timedelta(microseconds=1)),
        partial(attempt, campaign, eve, now=end),
    ]

    in_time, too_late = together(*attempts)

    assert isinstance(in_time, Coupon)
    assert "can no longer be claimed" in str(too_late)
