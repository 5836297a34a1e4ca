"""Claiming: the first who press get a coupon, exactly as many as there are."""

import uuid
from datetime import datetime
from hmac import compare_digest

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.emails import has_verified
from accounts.identity import email_key, phone_key
from accounts.models import User
from core.actors import Actor
from core.lifecycle import start
from coupons.codes import normalized_code
from coupons.events import CouponIssued
from coupons.first_orders import has_ordered
from coupons.models import Audience, Campaign, CampaignPhase, Coupon
from coupons.topics import campaign_topic
from live.publish import announce_count
from stores.following import follow_store, is_follower

ONE_PRESS, ONE_PERSON = "coupons_coupon_press", "ordinal"  # parts of the names of constraints


class ClaimRefused(Exception):
    """No coupon was issued; the text can be shown to the user as it is."""


class AllGone(ClaimRefused):
    """Every coupon of the campaign is issued."""


class AlreadyClaimed(ClaimRefused):
    """This person has as many as one may have."""


class NotFollowing(ClaimRefused):
    """The campaign is for followers of its store."""


class WrongCode(ClaimRefused):
    """What was typed is not the campaign's secret code."""


def claim(
    campaign: Campaign,
    user: User,
    *,
    press: uuid.UUID,
    code: str = "",
    follow: bool = False,
    now: datetime | None = None,
) -> Coupon:
    """Issue a coupon of the campaign to the user; raises ClaimRefused.

    `press` is the token of the button: the same one again returns the same coupon. `code` is what was typed
    where the campaign is for those who know its secret code; with `follow` the user follows its store from
    now on. Concurrent calls issue exactly the total.
    """
    now = now or timezone.now()
    press = uuid.uuid5(press, f"user-{user.pk}")
    issued = Coupon.objects.filter(press=press).first()
    if issued is not None:
        return issued
    _refuse_unless_open(campaign, now)
    _refuse_unless_invited(campaign, user, code, follow)
    try:
        coupon = _issue(campaign, user, press, follow, now)
    except IntegrityError as error:
        if ONE_PRESS in str(error):  # a concurrent call with the same token was faster
            return Coupon.objects.get(press=press)
        if ONE_PERSON in str(error):  # another press of the same person
            raise _already(campaign) from error
        raise
    _announce_issued(campaign)
    return coupon


def must_follow(campaign: Campaign, actor: Actor) -> bool:
    """Whether they can claim it only by following its store first."""
    if campaign.audience != Audience.FOLLOWERS or campaign.store is None:
        return False
    return not is_follower(campaign.store, actor)


def _announce_issued(campaign: Campaign) -> None:
    """Read after the claim, so that nobody waits for it; it may count others' claims as well."""
    issued = Campaign.objects.values_list("issued", flat=True).get(pk=campaign.pk)
    announce_count(campaign_topic(campaign.number), issued)


@transaction.atomic
def _issue(campaign: Campaign, user: User, press: uuid.UUID, follow: bool, now: datetime) -> Coupon:
    """The row of the campaign is updated last, because everybody else waits for it."""
    if follow and campaign.store is not None:
        follow_store(campaign.store, user, now)
    keys = {"email_key": email_key(user.email), "phone_key": phone_key(user.phone)}
    held = _held_by_person(campaign, user, keys)
    if held >= campaign.per_customer:
        raise _already(campaign)
    terms = campaign.terms
    assert terms is not None  # of a published campaign (a constraint)
    coupon = Coupon.objects.create(
        campaign=campaign,
        terms=terms,
        customer=user,
        ordinal=held + 1,
        press=press,
        issued_at=now,
        expires_at=terms.expiry(now),
        **keys,
    )
    start(coupon, by=user, event=CouponIssued, now=now)
    _take_one(campaign, now)
    return coupon


def _take_one(campaign: Campaign, now: datetime) -> None:
    """The guarded update: of what is left, as of now, by the terms that were read."""
    left = Campaign.objects.open_at(now).filter(pk=campaign.pk, terms=campaign.terms_id)
    if left.update(issued=F("issued") + 1):
        return
    campaign.refresh_from_db()
    _refuse_unless_open(campaign, now)
    raise ClaimRefused(_("This coupon was changed just now. Please look at it again."))


def _refuse_unless_open(campaign: Campaign, now: datetime) -> None:
    phase = campaign.phase(now)
    if phase == CampaignPhase.SOLD_OUT:
        raise AllGone(_("All of these coupons are gone."))
    if phase == CampaignPhase.SCHEDULED:
        raise ClaimRefused(_("These coupons cannot be claimed yet."))
    if phase != CampaignPhase.LIVE:
        raise ClaimRefused(_("These coupons can no longer be claimed."))
    if campaign.terms is not None and campaign.terms.expiry(now) <= now:
        raise ClaimRefused(_("These coupons are no longer valid."))


def _refuse_unless_invited(campaign: Campaign, user: User, code: str, follow: bool) -> None:
    if not has_verified(user, user.email):
        raise ClaimRefused(_("Please confirm your e-mail address first."))
    if campaign.audience == Audience.CODE:
        typed, right = normalized_code(code), normalized_code(campaign.secret_code)
        if not compare_digest(typed.encode(), right.encode()):
            raise WrongCode(_("This is not the code of these coupons."))
    if must_follow(campaign, user) and not follow:
        raise NotFollowing(_("These coupons are for followers of the store."))
    is_for_first = campaign.terms is not None and campaign.terms.first_order_only
    if is_for_first and has_ordered(user.email, user.phone, store=campaign.store, customer=user):
        raise ClaimRefused(_("These coupons are for a first order."))


def _held_by_person(campaign: Campaign, user: User, keys: dict[str, str]) -> int:
    same = Q(customer=user)
    for name, key in keys.items():
        if key:
            same |= Q(**{name: key})
    return Coupon.objects.filter(same, campaign=campaign).count()


def _already(campaign: Campaign) -> AlreadyClaimed:
    if campaign.per_customer == 1:
        return AlreadyClaimed(_("You have this coupon already."))
    most = {"most": campaign.per_customer}
    return AlreadyClaimed(_("You have %(most)s of these coupons, as many as one can have.") % most)
