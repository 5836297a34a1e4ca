"""Who runs a campaign: members of its store with that right; for one of the whole site, administrators."""

from typing import TYPE_CHECKING

from core.actors import Actor, user_of
from stores.access import Right, may, rights_of

if TYPE_CHECKING:
    from coupons.models import Campaign, Coupon

EDIT_CAMPAIGNS = "coupons.change_campaign"


def runs_it(campaign: "Campaign", actor: Actor) -> bool:
    user = user_of(actor)
    if user is None:
        return False
    if user.is_staff and user.has_perm(EDIT_CAMPAIGNS):
        return True
    return campaign.store is not None and may(user, campaign.store, Right.RUN_CAMPAIGNS)


def works_counter(coupon: "Coupon", actor: Actor) -> bool:
    """Who takes orders in its store; for a coupon of the whole site, in any store."""
    user = user_of(actor)
    if user is None:
        return False
    if coupon.campaign.store is None:
        return Right.WORK_BOARD in rights_of(user)
    return may(user, coupon.campaign.store, Right.WORK_BOARD)


def redeemed_it(coupon: "Coupon", actor: Actor) -> bool:
    """Who takes orders in the store at whose counter it was redeemed last."""
    user, last = user_of(actor), coupon.redemptions.last()
    return user is not None and last is not None and may(user, last.store, Right.WORK_BOARD)


def runs_its_campaign(coupon: "Coupon", actor: Actor) -> bool:
    return runs_it(coupon.campaign, actor)
