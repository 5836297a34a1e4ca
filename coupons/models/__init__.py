from coupons.models.campaigns import Audience, Benefit, Campaign, CampaignMove, CampaignPhase, Terms
from coupons.models.issued import Coupon, CouponMove
from coupons.models.redemptions import Redemption

__all__ = [
    "Audience",
    "Benefit",
    "Campaign",
    "CampaignMove",
    "CampaignPhase",
    "Coupon",
    "CouponMove",
    "Redemption",
    "Terms",
]
