"""Coupons that a code typed at the checkout leads to: claimed when it is sent, and chosen at once."""

from datetime import datetime
from functools import partial
from hmac import compare_digest
from uuid import UUID, uuid5

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from coupons.benefits import scope_of
from coupons.claim_codes import find_code
from coupons.claim_refusals import ClaimRefused
from coupons.claims import claim
from coupons.codes import normalized_code
from coupons.lifecycle import CampaignStatus
from coupons.models import Audience, Campaign, Coupon
from coupons.pricing import PART
from coupons.words import benefit_of
from orders.typed_codes import TypedCode, TypedCodeRefused
from stores.models import Store

MIN_LENGTH = 3  # of a code that is looked up


def coupon_of_code(typed: str, store: Store, user: User | None, now: datetime) -> TypedCode | None:
    """Of a campaign's secret code, or a code for one coupon; None for others. Raises TypedCodeRefused."""
    if len(normalized_code(typed)) < MIN_LENGTH:
        return None
    campaign = _by_secret_code(typed, store)
    if campaign is None:
        code = find_code(typed)
        campaign = code.campaign if code else None
    if campaign is None or campaign.store_id not in (None, store.pk):
        return None
    return coupon_of_campaign(campaign, user, now, code=typed)


def coupon_of_campaign(
    campaign: Campaign, user: User | None, now: datetime, code: str = ""
) -> TypedCode:
    """The user's coupon that can be used now, or how to claim one. Raises TypedCodeRefused."""
    if user is None:
        raise TypedCodeRefused(
            _("Sign in to use the coupon of this code: it is stored in your account.")
        )
    usable = _usable(campaign, user, now)
    if usable is not None:
        return _typed(usable)
    return TypedCode(claim=partial(_claimed, campaign, user, now, code or campaign.secret_code))


def _claimed(campaign: Campaign, user: User, now: datetime, code: str, press: UUID) -> TypedCode:
    press = uuid5(press, f"typed-{campaign.pk}")
    try:
        coupon = claim(campaign, user, press=press, code=code, now=now)
    except ClaimRefused as refusal:
        usable = _usable(campaign, user, now)
        if usable is None:
            raise TypedCodeRefused(str(refusal)) from refusal
        return _typed(usable)  # another press was faster
    return _typed(coupon, is_new=True)


def _usable(campaign: Campaign, user: User, now: datetime) -> Coupon | None:
    held = Coupon.objects.held_by(user).filter(campaign=campaign)
    return held.usable_at(now).select_related("terms", "campaign").first()


def _typed(coupon: Coupon, *, is_new: bool = False) -> TypedCode:
    fills = {f"{PART}-{scope_of(coupon.terms).name.lower()}": coupon.code}
    return TypedCode(_text(coupon), fills, is_new=is_new)


def _by_secret_code(typed: str, store: Store) -> Campaign | None:
    """The store's own, or one of the whole site, whose secret code this is."""
    campaigns = Campaign.objects.filter(
        Q(store=store) | Q(store=None), audience=Audience.CODE, status=CampaignStatus.PUBLISHED
    )
    wanted = normalized_code(typed).encode()
    for campaign in campaigns.select_related("terms", "store"):
        if compare_digest(normalized_code(campaign.secret_code).encode(), wanted):
            return campaign
    return None


def _text(coupon: Coupon) -> str:
    facts = {"benefit": benefit_of(coupon.terms, coupon.campaign.currency)}
    return _("Your coupon: %(benefit)s") % facts
