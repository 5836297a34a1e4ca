"""Claiming: the first who press get a coupon, exactly as many as there are."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest
from typing import Any, cast

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.emails import has_verified
from accounts.identity import email_key, phone_key
from accounts.models import User
from core.actors import Actor
from core.inserts import insert
from core.lifecycle import start
from core.prepared import Prepared
from coupons.claim_codes import known_code, refuse_unless_unclaimed, take_code
from coupons.claim_refusals import AllGone, AlreadyClaimed, ClaimRefused, NotFollowing, WrongCode
from coupons.codes import normalized_code
from coupons.events import CouponIssued
from coupons.first_orders import has_ordered
from coupons.models import Audience, Campaign, CampaignPhase, ClaimCode, Coupon
from coupons.topics import campaign_topic
from live.publish import announce_count
from stores.following import add_follow, is_follower

# As Campaign.objects.open_at and accounts.emails.has_verified; returns the number that is issued then. Locks
# the account, as the foreign key of the coupon does at the commit: one that is being deleted gets none.
TAKE_ONE = """
    UPDATE coupons_campaign SET issued = issued + 1
    WHERE id = %s AND terms_id = %s AND status = 'published' AND issued < total
        AND (budget IS NULL OR committed < budget)
        AND opens_at <= %s AND (closes_at IS NULL OR closes_at > %s)
        AND EXISTS (
            SELECT FROM account_emailaddress AS mailbox
            JOIN accounts_user AS claimant ON claimant.id = mailbox.user_id AND claimant.is_active
            WHERE mailbox.user_id = %s AND mailbox.email = %s AND mailbox.verified
            FOR KEY SHARE OF claimant
        )
    RETURNING issued
"""
ONE_PRESS, ONE_PERSON = "coupons_coupon_press", "ordinal"  # parts of the names of constraints


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
    where the campaign is for those who know its secret code, or hold one of its codes; with `follow` the user
    follows its store from now on. Concurrent calls issue exactly the total, and one coupon a code.
    """
    now = now or timezone.now()
    token, press = press, uuid.uuid5(press, f"user-{user.pk}")
    keys = {"email_key": email_key(user.email), "phone_key": phone_key(user.phone)}
    held = coupons_of_person.all(campaign.pk, user.pk, *keys.values())
    claim_code = known_code(campaign, code) if campaign.audience == Audience.CODES else None
    if (claimed := _claimed_before(held, user, press, claim_code)) is not None:
        return claimed
    _refuse_unless_open(campaign, now)
    _refuse_unless_invited(campaign, user, code, follow)
    if claim_code is not None:
        refuse_unless_unclaimed(claim_code)
    if len(held) >= campaign.per_customer:
        raise _already(campaign)
    coupon = _coupon(campaign, user, now, press=press, ordinal=_next_ordinal(held), **keys)
    try:
        issued = _issue(coupon, claim_code, follow, now)
    except IntegrityError as error:
        if ONE_PRESS in str(error):  # a concurrent call with the same token was faster
            return Coupon.objects.get(press=press)
        if ONE_PERSON in str(error):  # another press of the same person, who may have more of them
            return claim(campaign, user, press=token, code=code, follow=follow, now=now)
        raise
    campaign.issued = issued
    announce_count(campaign_topic(campaign.number), issued)
    return coupon


def _claimed_before(
    held: Sequence[Coupon], user: User, press: uuid.UUID, code: ClaimCode | None
) -> Coupon | None:
    """The user's coupon by this press, or by this code.

    `held` also has coupons of other accounts with the same phone, which anybody can write into theirs.
    """
    code_of = code.coupon_id if code else None
    own = (coupon for coupon in held if coupon.customer_id == user.pk)
    return next((each for each in own if each.press == press or each.pk == code_of), None)


def _next_ordinal(held: Sequence[Coupon]) -> int:
    """Not how many they hold: who shared a phone with another account may hold the second one only."""
    return 1 + max((each.ordinal for each in held), default=0)


def must_follow(campaign: Campaign, actor: Actor) -> bool:
    """Whether they can claim it only by following its store first."""
    if campaign.audience != Audience.FOLLOWERS or campaign.store is None:
        return False
    return not is_follower(campaign.store, actor)


@Prepared
def coupons_of_person(
    campaign_id: int, user_id: int, email_key: str, phone_key: str
) -> QuerySet[Coupon]:
    """Those of a campaign that count as one person's, of any account."""
    same_email = Q(email_key=email_key) & ~Q(email_key="")
    same_phone = Q(phone_key=phone_key) & ~Q(phone_key="")
    return Coupon.objects.filter(
        Q(customer=user_id) | same_email | same_phone, campaign=campaign_id
    )


def _coupon(campaign: Campaign, user: User, now: datetime, **fields: Any) -> Coupon:
    terms = campaign.terms
    assert terms is not None  # of a published campaign (a constraint)
    return Coupon(
        campaign=campaign,
        terms=terms,
        customer=user,
        issued_at=now,
        expires_at=terms.expiry(now),
        **fields,
    )


@transaction.atomic
def _issue(coupon: Coupon, code: ClaimCode | None, follow: bool, now: datetime) -> int:
    """How many coupons are issued now. The row of the campaign comes last, because everybody waits for it."""
    if follow and coupon.campaign.store is not None:
        add_follow(coupon.campaign.store, coupon.customer, now)
    insert(coupon)
    if code is not None:
        take_code(code, coupon)
    start(coupon, by=coupon.customer, event=CouponIssued, now=now)
    return _take_one(coupon.campaign, coupon.customer, now)


def _take_one(campaign: Campaign, user: User, now: datetime) -> int:
    """The guarded update: of what is left, as of now, by the terms that were read, for the verified."""
    values = [campaign.pk, campaign.terms_id, now, now, user.pk, user.email]
    with connection.cursor() as cursor:
        cursor.execute(cast(Any, connection).sql_to_execute(TAKE_ONE, len(values)), values)
        row = cursor.fetchone()
    if row is not None:
        return int(row[0])
    campaign.refresh_from_db()
    _refuse_unless_open(campaign, now)
    if not has_verified(user, user.email):
        raise ClaimRefused(_("Please confirm your e-mail address first."))
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
    if campaign.audience == Audience.CODE:
        typed, right = normalized_code(code), normalized_code(campaign.secret_code)
        if not compare_digest(typed.encode(), right.encode()):
            raise WrongCode(_("This is not the code of these coupons."))
    if must_follow(campaign, user) and not follow:
        raise NotFollowing(_("These coupons are for followers of the store."))
    is_for_first = campaign.terms is not None and campaign.terms.first_order_only
    if is_for_first and has_ordered(user.email, user.phone, store=campaign.store, customer=user):
        raise ClaimRefused(_("These coupons are for a first order."))


def _already(campaign: Campaign) -> AlreadyClaimed:
    if campaign.per_customer == 1:
        return AlreadyClaimed(_("You have this coupon already."))
    most = {"most": campaign.per_customer}
    return AlreadyClaimed(_("You have %(most)s of these coupons, as many as one can have.") % most)
