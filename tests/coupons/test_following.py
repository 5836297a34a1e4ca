"""Followers-only campaigns, and following one that is all gone."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import delete_account
from coupons.announcements import check_news
from coupons.campaigns import (
    CampaignRefused,
    CampaignValues,
    add_campaign,
    change_campaign,
    edit_version,
)
from coupons.claims import ClaimRefused, claim
from coupons.counter import redeem, undo
from coupons.following import FollowRefused, follow_campaign, is_waiting
from coupons.forms import CampaignForm
from coupons.models import Campaign, CampaignFollow, Coupon
from notifications.models import Notice
from stores.following import follow_store, is_follower
from stores.models import Follow
from tests.coupons.campaign_form import filled
from tests.coupons.conftest import claimant, published
from tests.job_runner import run_jobs


@pytest.fixture
def reader(client, eve):
    client.force_login(eve)
    return client


@pytest.fixture
def for_followers(store):
    return published(store, audience="followers")


@pytest.fixture
def gone(store):
    """A campaign whose only coupon somebody has."""
    campaign = published(store, total=1)
    claim(campaign, claimant(), press=uuid4())
    return Campaign.objects.get(pk=campaign.pk)


def url_of(campaign):
    return f"/coupons/{campaign.number}/"


def take_one(campaign):
    claim(Campaign.objects.get(pk=campaign.pk), claimant(), press=uuid4())


def raise_total(campaign, total):
    campaign = Campaign.objects.get(pk=campaign.pk)
    values = CampaignValues({"total": total}, {})
    change_campaign(campaign, values, by=campaign.store.owner, seen=edit_version(campaign))
    run_jobs()


def told(user, kind):
    return Notice.objects.filter(user=user, kind=kind).count()


def test_only_followers_claim_a_campaign_for_followers(for_followers, eve, store):
    with pytest.raises(ClaimRefused, match="for followers of the store"):
        claim(for_followers, eve, press=uuid4())

    follow_store(store, eve)
    assert claim(for_followers, eve, press=uuid4()).customer == eve


def test_one_press_follows_and_claims(reader, for_followers, eve, store):
    page = reader.get(url_of(for_followers)).text
    assert "For followers of 냉면집" in page
    assert "Follow and get the coupon" in page

    reader.post(url_of(for_followers), {"press": uuid4(), "follow": "yes"})

    assert is_follower(store, eve)
    assert Coupon.objects.get().customer == eve


def test_a_press_without_following_is_refused_with_a_sentence(reader, for_followers):
    answer = reader.post(url_of(for_followers), {"press": uuid4()})

    assert (answer.status_code, Coupon.objects.count()) == (409, 0)
    assert "for followers of the store" in answer.text


def test_who_comes_too_late_does_not_follow(store, eve):
    campaign = published(store, audience="followers", total=1)
    stale = Campaign.objects.select_related("store", "terms").get(pk=campaign.pk)
    claim(campaign, claimant(), press=uuid4(), follow=True)

    with pytest.raises(ClaimRefused, match="All of these"):
        claim(stale, eve, press=uuid4(), follow=True)

    assert not is_follower(store, eve)


def test_a_follower_sees_the_usual_button(reader, for_followers, eve, store):
    follow_store(store, eve)

    assert "Get the coupon" in reader.get(url_of(for_followers)).text


def test_a_forged_follow_does_nothing_where_it_is_not_asked(reader, campaign):
    reader.post(url_of(campaign), {"press": uuid4(), "follow": "yes"})

    assert Coupon.objects.exists()
    assert not Follow.objects.exists()


def test_it_is_in_the_strip_of_its_store(client, for_followers, store, noodles):
    assert url_of(for_followers) in client.get(store.get_absolute_url()).text


def test_a_campaign_of_the_whole_site_is_not_for_followers(store):
    boss = User.objects.create_superuser("boss@example.com", "x")
    form = CampaignForm(filled(audience="followers"), instance=Campaign(currency="KRW"))
    assert "audience" in form.errors

    form = CampaignForm(filled(), instance=Campaign(currency="KRW"))
    assert form.is_valid()
    values = CampaignValues({**form.values.fields, "audience": "followers"}, form.values.terms)
    with pytest.raises(CampaignRefused, match="Nobody follows the whole site"):
        add_campaign(Campaign(currency="KRW"), values, by=boss)


def test_nor_in_the_database(campaign):
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(audience="followers", store=None)


def test_who_waits_is_told_once(reader, gone, eve):
    assert "Tell me when there are more" in reader.get(url_of(gone)).text
    page = reader.post(f"{url_of(gone)}follow/", {"follow": "yes"}, follow=True).text
    assert "You will be told once there are more." in page

    raise_total(gone, 2)
    assert told(eve, "campaign-restocked") == 1
    take_one(gone)
    raise_total(gone, 3)

    assert told(eve, "campaign-restocked") == 1
    assert not is_waiting(gone, eve)


def test_who_follows_again_is_told_again(gone, eve):
    for total in (2, 3):
        follow_campaign(gone, eve)
        raise_total(gone, total)
        take_one(gone)

    assert told(eve, "campaign-restocked") == 2


def test_who_waits_is_told_when_a_budget_has_something_left_again(store, eve, bea):
    campaign = published(store, total=5, budget=Decimal(3000))
    take_one(campaign)
    coupon = Coupon.objects.get()
    done = redeem(store, coupon.code, bill=Decimal(10_000), by=bea)
    campaign.refresh_from_db()
    follow_campaign(campaign, eve)
    run_jobs()
    assert told(eve, "campaign-restocked") == 0

    undo(done, by=bea)
    run_jobs()

    assert told(eve, "campaign-restocked") == 1


def test_nobody_is_told_when_no_coupon_is_left_by_then(gone, eve):
    follow_campaign(gone, eve)
    raise_total(gone, 1)

    assert told(eve, "campaign-restocked") == 0
    assert is_waiting(gone, eve)


def test_who_changed_their_mind_is_not_told(reader, gone, eve):
    for wanted in ("yes", "no"):
        reader.post(f"{url_of(gone)}follow/", {"follow": wanted})
    raise_total(gone, 2)

    assert told(eve, "campaign-restocked") == 0


def test_only_what_is_all_gone_can_be_followed(reader, campaign, eve):
    answer = reader.post(f"{url_of(campaign)}follow/", {"follow": "yes"}, follow=True)

    assert "There are coupons again" in answer.text
    with pytest.raises(FollowRefused):
        follow_campaign(campaign, eve)


def test_a_visitor_signs_in_and_comes_back(client, gone, eve):
    button = f"{url_of(gone)}follow/"
    assert client.post(button, {"follow": "yes"}).url == f"/accounts/login/?next={button}"
    client.force_login(eve)

    assert client.get(button).url == url_of(gone)
    assert client.post(button, {"follow": "<script>"}).status_code == 404


def test_a_deleted_account_waits_for_nothing(gone, eve):
    follow_campaign(gone, eve)

    delete_account(User.objects.get(pk=eve.pk))

    with pytest.raises(FollowRefused, match="account was deleted"):  # by a page that was open
        follow_campaign(gone, eve)
    assert not CampaignFollow.objects.exists()


def test_checking_twice_tells_once(gone, eve):
    follow_campaign(gone, eve)
    raise_total(gone, 2)
    now = timezone.now()

    assert not check_news(gone.pk, now)
    gone.news.check_at = now
    gone.news.save()
    assert check_news(gone.pk, now)
    run_jobs()

    assert told(eve, "campaign-restocked") == 1
