"""Following a sold-out campaign: who waits is told once when coupons can be claimed again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.events import AccountDeleted
from accounts.models import User
from accounts.services import lock_account
from core.actors import Actor, user_of
from core.prepared import Prepared
from coupons.models import Campaign, CampaignFollow, CampaignNews, CampaignPhase, Restock


class FollowRefused(Exception):
    """There is nothing to wait for; the text can be shown to the user as it is."""


@transaction.atomic
def follow_campaign(campaign: Campaign, user: User, now: datetime | None = None) -> None:
    """Raises FollowRefused unless it is sold out. The lock keeps out who is telling those that wait."""
    now = now or timezone.now()
    if not lock_account(user):
        raise FollowRefused(_("This account was deleted."))
    lock_news(campaign)
    phase = Campaign.objects.get(pk=campaign.pk).phase(now)
    if phase == CampaignPhase.LIVE:
        raise FollowRefused(_("There are coupons again: you can get one now."))
    if phase != CampaignPhase.SOLD_OUT:
        raise FollowRefused(_("These coupons can no longer be claimed."))
    number = next_restock(campaign)
    follow = CampaignFollow(campaign=campaign, user=user, restock_number=number, at=now)
    CampaignFollow.objects.bulk_create([follow], ignore_conflicts=True)


def unfollow_campaign(campaign: Campaign, user: User) -> None:
    waiting(campaign).filter(user=user).delete()


def is_waiting(campaign: Campaign, actor: Actor) -> bool:
    user = user_of(actor)
    return user is not None and bool(follows_of_next_restock.all(campaign.pk, user.pk))


@Prepared
def follows_of_next_restock(campaign_id: int, user_id: int) -> QuerySet[CampaignFollow]:
    """One or none: every user whom a rush left without a coupon asks this."""
    restocks = Restock.objects.filter(campaign=campaign_id, number=OuterRef("restock_number"))
    return CampaignFollow.objects.filter(~Exists(restocks), campaign=campaign_id, user=user_id)


def waiting(campaign: Campaign) -> QuerySet[CampaignFollow]:
    """Those who are to be told of the next restock."""
    return CampaignFollow.objects.filter(campaign=campaign, restock_number=next_restock(campaign))


def next_restock(campaign: Campaign) -> int:
    return Restock.objects.filter(campaign=campaign).count()


def lock_news(campaign: Campaign) -> CampaignNews:
    """Lock what is to be told of the campaign, until the end of the transaction."""
    CampaignNews.objects.get_or_create(campaign=campaign)
    return CampaignNews.objects.select_for_update(no_key=True).get(campaign=campaign)


def followers_of_restock(restock_id: int) -> QuerySet[User]:
    restock = Restock.objects.get(pk=restock_id)
    return User.objects.filter(
        campaign_follows__campaign=restock.campaign_id,
        campaign_follows__restock_number=restock.number,
    )


def end_campaign_follows(event: AccountDeleted) -> None:
    CampaignFollow.objects.filter(user=event.row).delete()
