from coupons.models.campaigns import Audience, Benefit, Campaign, CampaignMove, CampaignPhase, Terms
from coupons.models.following import CampaignFollow, CampaignNews, Restock
from coupons.models.issued import Coupon, CouponMove
from coupons.models.redemptions import Redemption

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
    "Restock",
    "Terms",
]
