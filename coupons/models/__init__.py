from coupons.models.campaigns import Audience, Benefit, Campaign, CampaignMove, CampaignPhase, Terms
from coupons.models.issued import Coupon, CouponMove

__all__ = [
    "Audience",
    "Benefit",
    "Campaign",
    "CampaignMove",
    "CampaignPhase",
    "Coupon",
    "CouponMove",
    "Terms",
]
