"""Notifies followers of a campaign: those of its store at its opening, those who waited for a restock.

Whether a campaign is open is up to the clock, so a check is due at its opening: a job that is enqueued with
the publication, and a sweep for those whose job was lost.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from core.events import publish
from coupons.events import CampaignEvent, CampaignOpened, CampaignRestocked, CouponEvent
from coupons.following import next_restock, waiting
from coupons.lifecycle import CampaignStatus
from coupons.models import Audience, Campaign, CampaignNews, CampaignPhase, Restock
from jobs.queue import enqueue
from stores.following import followers_of

ANNOUNCED = (Audience.EVERYBODY, Audience.FOLLOWERS)  # never what only those with a code can claim
CHECK_BATCH = 500  # campaigns of one sweep


def schedule_check(event: CampaignEvent) -> None:
    """A campaign was published, or changed while it is: check it at its opening, or now if it is open."""
    _schedule(event.campaign, event.record.at)


def check_budget(event: CouponEvent) -> None:
    """A coupon came back, and with it what it took of a budget: something may be left of that again."""
    campaign = event.coupon.campaign
    if campaign.budget is not None:
        _schedule(campaign, event.record.at)


def _schedule(campaign: Campaign, now: datetime) -> None:
    if campaign.status != CampaignStatus.PUBLISHED:
        return
    check_at = max(campaign.opens_at, now)
    CampaignNews.objects.bulk_create(
        [CampaignNews(campaign=campaign, check_at=check_at)],
        update_conflicts=True,
        unique_fields=["campaign"],
        update_fields=["check_at"],
    )
    enqueue(announce, campaign.pk, due=check_at)


def announce(campaign_id: int) -> None:
    """The job."""
    check_news(campaign_id)


@transaction.atomic
def check_news(campaign_id: int, now: datetime | None = None) -> bool:
    """Publish the news that is due; nothing if it was published, or another worker does that.

    A campaign that is not open has none until it is published again or changed.
    """
    now = now or timezone.now()
    due = CampaignNews.objects.filter(pk=campaign_id, check_at__lte=now)
    news = due.select_for_update(no_key=True, skip_locked=True).first()
    if news is None:
        return False
    campaign = Campaign.objects.select_related("store", "terms").get(pk=campaign_id)
    phase = campaign.phase(now)
    news.check_at = campaign.opens_at if phase == CampaignPhase.SCHEDULED else None
    if phase == CampaignPhase.LIVE:
        _publish_news(campaign, news, now)
    news.save(update_fields=["check_at", "opening_told_at"])
    return True


def due_news(now: datetime | None = None) -> QuerySet[CampaignNews, int]:
    """The campaigns to check, by primary key."""
    due = CampaignNews.objects.filter(check_at__lte=now or timezone.now()).order_by("check_at")
    return due.values_list("pk", flat=True)[:CHECK_BATCH]


def followers_of_campaign(campaign_id: int) -> QuerySet[User]:
    """Those of its store; nobody follows a campaign of the whole site."""
    store_id = Campaign.objects.values_list("store", flat=True).get(pk=campaign_id)
    return followers_of(store_id) if store_id else User.objects.none()


def _publish_news(campaign: Campaign, news: CampaignNews, now: datetime) -> None:
    is_announced = campaign.store_id is not None and campaign.audience in ANNOUNCED
    if is_announced and news.opening_told_at is None:
        news.opening_told_at = now
        publish(CampaignOpened(campaign, now))
    if waiting(campaign).exists():
        number = next_restock(campaign)
        restock = Restock.objects.create(campaign=campaign, number=number, at=now)
        publish(CampaignRestocked(restock, now))
