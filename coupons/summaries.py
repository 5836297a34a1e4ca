"""Reads of campaigns with what became of their coupons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Sum

from coupons.lifecycle import CouponStatus
from coupons.models import Campaign, CampaignPhase, Coupon
from coupons.words import sentence_of


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """What the owner sees of a campaign: `saved` is what its `used` coupons took off."""

    campaign: Campaign
    phase: CampaignPhase
    sentence: str
    used: int
    saved: Decimal


def summaries_of(campaigns: Iterable[Campaign], now: datetime) -> list[CampaignSummary]:
    """In the given order, by one query; the campaigns are loaded with their terms."""
    rows = list(campaigns)
    used = Coupon.objects.filter(campaign__in=rows, status=CouponStatus.USED)
    sums = used.order_by().values("campaign").annotate(used=Count("pk"), sum_saved=Sum("saved"))
    by_campaign = {row["campaign"]: (row["used"], row["sum_saved"]) for row in sums}
    return [
        CampaignSummary(
            row,
            row.phase(now),
            sentence_of_campaign(row),
            *by_campaign.get(row.pk, (0, Decimal(0))),
        )
        for row in rows
    ]


def sentence_of_campaign(campaign: Campaign) -> str:
    """Empty for one without terms."""
    return sentence_of(campaign.terms, campaign.currency) if campaign.terms else ""
