"""Which campaigns of an owner count for limits (core.limits): those that are not closed."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.allowances import Resource
from coupons.lifecycle import CampaignStatus
from coupons.models import Campaign


def campaigns_of(owner_id: int, now: datetime) -> QuerySet[Campaign]:
    """Drafts included: an owner who has one can go on with it."""
    campaigns = Campaign.objects.filter(store__owner=owner_id, store__archived_at=None)
    return campaigns.exclude(status=CampaignStatus.CLOSED).order_by("created_at", "pk")


def owner_of(campaign: Campaign) -> int | None:
    """Nobody for a campaign of the whole site, which has no limit."""
    return campaign.store.owner_id if campaign.store else None


def campaigns_included(most: int) -> str:
    return ngettext(
        "The plan includes %(most)s coupon campaign at a time. Close one first, or choose a larger plan.",
        "The plan includes %(most)s coupon campaigns at a time. Close one first, or choose a larger plan.",
        most,
    ) % {"most": most}


CAMPAIGNS = Resource(
    code="campaigns",
    label=_("Coupon campaigns"),
    models=(Campaign,),
    rows=campaigns_of,
    owner_of=owner_of,
    included=campaigns_included,
    excluded=_("The plan includes no coupon campaigns. Choose a larger plan."),
)
