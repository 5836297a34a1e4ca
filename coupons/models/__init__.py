from coupons.models.campaigns import Audience, Benefit, Campaign, CampaignMove, CampaignPhase, Terms
from coupons.models.following import CampaignFollow, CampaignNews, Restock
from coupons.models.issued import Coupon, CouponMove
from coupons.models.redemptions import Redemption
from coupons.models.reminders import RemindedCoupon, Reminder, ReminderStep
from coupons.models.searches import Search, SearchWord

__all__ = [
    "Audience",
    "Benefit",
    "Campaign",
    "CampaignFollow",
    "CampaignMove",
    "CampaignNews",
    "CampaignPhase",
    "Coupon",
    "CouponMove",
    "Redemption",
    "RemindedCoupon",
    "Reminder",
    "ReminderStep",
    "Restock",
    "Search",
    "SearchWord",
    "Terms",
]
