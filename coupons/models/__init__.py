from coupons.models.campaigns import Audience, Benefit, Campaign, CampaignMove, CampaignPhase, Terms
from coupons.models.codes import ClaimCode
from coupons.models.following import CampaignFollow, CampaignNews, Restock
from coupons.models.issued import Coupon, CouponMove
from coupons.models.redemptions import Redemption
from coupons.models.reminders import RemindedCoupon, Reminder, ReminderStep
from coupons.models.searches import Search, SearchWord
from coupons.models.statistics import (
    AggregationState,
    CampaignDay,
    ChangedDay,
    PageView,
    SiteDay,
    StoreDay,
)

__all__ = [
    "AggregationState",
    "Audience",
    "Benefit",
    "Campaign",
    "CampaignDay",
    "CampaignFollow",
    "CampaignMove",
    "CampaignNews",
    "CampaignPhase",
    "ChangedDay",
    "ClaimCode",
    "Coupon",
    "CouponMove",
    "PageView",
    "Redemption",
    "RemindedCoupon",
    "Reminder",
    "ReminderStep",
    "Restock",
    "Search",
    "SearchWord",
    "SiteDay",
    "StoreDay",
    "Terms",
]
