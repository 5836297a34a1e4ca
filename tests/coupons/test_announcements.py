"""Followers of a store are told of its campaigns when they open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.lifecycle import move
from coupons.announcements import check_news, due_news
from coupons.campaigns import CampaignValues, change_campaign, edit_version
from coupons.models import Campaign, CampaignNews
from coupons.tasks import announce_due
from jobs.models import Job
from notifications.models import Broadcast, Notice
from notifications.services import purge_old
from stores.following import follow_store
from tests.coupons.conftest import draft, published
from tests.job_runner import run_jobs
from tests.orders.conftest import overhear  # noqa: F401
from tests.racing import together

HOUR = timedelta(hours=1)


@pytest.fixture
def follower(store, eve):
    follow_store(store, eve)
    return eve


def told(user):
    return list(Notice.objects.filter(user=user, kind="campaign-opened"))


def change(campaign, **fields):
    campaign = Campaign.objects.get(pk=campaign.pk)
    seen = edit_version(campaign)
    change_campaign(campaign, CampaignValues(fields, {}), by=campaign.store.owner, seen=seen)


def test_followers_are_told_of_an_open_campaign_at_once(store, follower, dan, overhear):  # noqa: F811
    campaign = published(store, title="Spring lunch")
    with overhear() as topics:
        run_jobs()

    [notice] = told(follower)
    assert notice.title == "New coupon: ₩3,000 off"
    assert "Spring lunch" in notice.text
    assert notice.link == f"/coupons/{campaign.number}/"
    assert not told(dan)
    assert f"person.{follower.pk}" in topics


def test_a_scheduled_campaign_is_told_at_its_opening(store, follower):
    opens = timezone.now() + HOUR
    campaign = published(store, opens_at=opens)
    assert Job.objects.get(task__endswith="announce").due == opens
    run_jobs()
    assert not told(follower)

    assert not check_news(campaign.pk, opens - timedelta(seconds=1))
    assert check_news(campaign.pk, opens)
    run_jobs()
    assert len(told(follower)) == 1


def test_one_whose_job_was_lost_is_found(store, follower):
    published(store)
    Job.objects.all().delete()

    assert announce_due() == 1
    assert announce_due() == 0
    run_jobs()
    assert len(told(follower)) == 1


def test_a_campaign_is_told_once_whatever_becomes_of_it(store, follower):
    campaign = published(store)
    run_jobs()

    for verb in ("pause", "resume"):
        move(Campaign.objects.get(pk=campaign.pk), verb, by=store.owner)
        run_jobs()
    purge_old(timezone.now() + timedelta(days=400))
    change(campaign, total=20)
    run_jobs()

    assert not Broadcast.objects.filter(created_at__gt=timezone.now()).exists()
    assert CampaignNews.objects.get().opening_told_at
    assert Notice.objects.filter(kind="campaign-opened").count() == 0  # the first was purged


def test_one_that_was_put_off_is_told_later(store, follower):
    campaign = published(store, opens_at=timezone.now() + HOUR)
    later = timezone.now() + 2 * HOUR
    change(campaign, opens_at=later)

    assert not due_news(later - HOUR / 2).exists()
    assert check_news(campaign.pk, later)


def test_one_that_is_paused_at_its_opening_is_told_when_it_goes_on(store, follower):
    campaign = published(store, opens_at=timezone.now() + HOUR)
    move(Campaign.objects.get(pk=campaign.pk), "pause", by=store.owner)
    check_news(campaign.pk, timezone.now() + HOUR)
    run_jobs()
    assert not told(follower)

    Campaign.objects.filter(pk=campaign.pk).update(opens_at=timezone.now() - HOUR)
    move(Campaign.objects.get(pk=campaign.pk), "resume", by=store.owner)
    run_jobs()
    assert len(told(follower)) == 1


def test_secret_codes_and_drafts_are_never_announced(store, follower):
    draft(store)
    campaign = published(store, audience="code", secret_code="KIMCHI-24")
    run_jobs()
    assert not told(follower)

    change(campaign, audience="everybody", secret_code="")
    run_jobs()
    assert len(told(follower)) == 1


def test_who_unfollowed_is_not_told(store, follower):
    follower.follows.all().delete()
    published(store)
    run_jobs()

    assert not told(follower)


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_once(store, follower):
    campaign = published(store)

    assert sum(together(*[lambda: check_news(campaign.pk)] * 4)) == 1

    run_jobs()
    assert len(told(follower)) == 1
