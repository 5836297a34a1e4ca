"""Reactions to events of campaigns and coupons."""

from core.events import Reaction
from coupons.announcements import check_budget, schedule_check
from coupons.events import (
    CampaignChanged,
    CampaignClosed,
    CampaignOpened,
    CampaignPaused,
    CampaignPublished,
    CampaignRestocked,
    CouponIssued,
    CouponReturned,
    CouponsEnding,
    CouponUsed,
)
from coupons.reactions import refresh_pages_of_campaign
from coupons.statistics.reactions import refresh_statistics
from notifications.reactions import notify

# fmt: off
REACTIONS = {
    #                now                                            later
    CampaignPublished: Reaction([refresh_pages_of_campaign, schedule_check]),
    CampaignChanged: Reaction([refresh_pages_of_campaign, schedule_check]),
    CampaignOpened:  Reaction([notify]),
    CampaignRestocked: Reaction([notify]),
    CampaignPaused:  Reaction([refresh_pages_of_campaign]),
    CampaignClosed:  Reaction([refresh_pages_of_campaign]),
    CouponIssued:    Reaction([notify, refresh_statistics]),
    CouponUsed:      Reaction([refresh_statistics]),
    CouponReturned:  Reaction([check_budget, refresh_statistics]),
    CouponsEnding:   Reaction([notify]),
}
# fmt: on
