"""The lifecycles of a campaign and of an issued coupon: a table of legal moves each.

What depends on the clock or the stock is no status: see Campaign.phase and Coupon.is_usable.
"""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Attempt, Move, Text
from core.lifecycle.conditions import is_system
from coupons.access import redeemed_it, runs_it, runs_its_campaign, works_counter
from coupons.events import (
    CampaignChanged,
    CampaignClosed,
    CampaignPaused,
    CampaignPublished,
    CodesMade,
    CodesVoided,
    CouponReserved,
    CouponReturned,
    CouponRevoked,
    CouponUsed,
)

if TYPE_CHECKING:
    from coupons.models import Campaign, Coupon


class CampaignStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")


class CouponStatus(models.TextChoices):
    ISSUED = "issued", _("Ready to use")
    RESERVED = "reserved", _("Reserved for an order")
    USED = "used", _("Used")
    REVOKED = "revoked", _("Revoked")


DRAFT, PUBLISHED = CampaignStatus.DRAFT, CampaignStatus.PUBLISHED
PAUSED, CLOSED = CampaignStatus.PAUSED, CampaignStatus.CLOSED
ISSUED, RESERVED = CouponStatus.ISSUED, CouponStatus.RESERVED
USED, REVOKED = CouponStatus.USED, CouponStatus.REVOKED


UNDO_WITHIN = timedelta(minutes=2)  # after a coupon was redeemed at the counter


def cannot_start(campaign: "Campaign", attempt: Attempt) -> Text | None:
    if campaign.terms is None:
        return _("Say first what the coupon takes off.")
    if campaign.closes_at is not None and campaign.closes_at <= attempt.now:
        return _("Its time to claim is over: choose a later end first.")
    if campaign.terms.valid_until is not None and campaign.terms.valid_until <= attempt.now:
        return _("Its coupons would be expired already: choose a later date first.")
    return None


def has_codes(campaign: "Campaign") -> bool:
    return campaign.audience == "codes"


def changes_nothing(campaign: "Campaign", attempt: Attempt) -> Text | None:
    """Changes are made by coupons.campaigns, which names the fields."""
    return None if attempt.details.get("fields") else _("There is nothing to change.")


def change_fields(campaign: "Campaign", attempt: Attempt) -> list[str]:
    for name, value in attempt.details["fields"].items():
        setattr(campaign, name, value)
    return [*attempt.details["fields"]]


def reserve_for(coupon: "Coupon", attempt: Attempt) -> list[str]:
    coupon.order = attempt.details["order"]
    coupon.saved = attempt.details["saved"]
    return ["order", "saved"]


def release_from_order(coupon: "Coupon", attempt: Attempt) -> list[str]:
    """`extended_to` is the earliest end of its validity."""
    coupon.order, coupon.saved, coupon.used_at = None, Decimal(0), None
    coupon.expires_at = max(coupon.expires_at, attempt.details["extended_to"])
    return ["order", "saved", "expires_at", "used_at"]


def mark_used(coupon: "Coupon", attempt: Attempt) -> list[str]:
    coupon.used_at = attempt.now
    return ["used_at"]


def redeem_at(coupon: "Coupon", attempt: Attempt) -> list[str]:
    coupon.saved, coupon.used_at = attempt.details["saved"], attempt.now
    return ["saved", "used_at"]


def too_late_to_undo(coupon: "Coupon", attempt: Attempt) -> Text | None:
    redeemed = coupon.redemptions.filter(undone_at=None).first()
    if redeemed is None:
        return _("It was not redeemed at the counter.")
    if attempt.now > redeemed.at + UNDO_WITHIN:
        return _("It was redeemed more than two minutes ago.")
    return None


def undo_redemption(coupon: "Coupon", attempt: Attempt) -> list[str]:
    coupon.redemptions.filter(undone_at=None).update(undone_at=attempt.now)
    coupon.saved, coupon.used_at = Decimal(0), None
    return ["saved", "used_at"]


# fmt: off
CAMPAIGN_MOVES = {
    #              from                   to         who                event              objection
    "publish": Move((DRAFT,),             PUBLISHED, runs_it,           CampaignPublished, cannot_start,
                    label=_("Publish")),
    "pause":   Move((PUBLISHED,),         PAUSED,    runs_it,           CampaignPaused,
                    label=_("Pause"), style="outline-secondary"),
    "resume":  Move((PAUSED,),            PUBLISHED, runs_it,           CampaignPublished, cannot_start,
                    label=_("Go on")),
    "close":   Move((PUBLISHED, PAUSED),  CLOSED,    runs_it,           CampaignClosed,
                    label=_("Close permanently"), style="outline-danger"),
    "change":  Move((DRAFT, PUBLISHED, PAUSED), None, runs_it,      CampaignChanged,   changes_nothing,
                    effect=change_fields),
    "make_codes": Move((DRAFT, PUBLISHED, PAUSED), None, runs_it,   CodesMade,         applies=has_codes),
    "void_codes": Move((*CampaignStatus,), None,     runs_it,       CodesVoided,       applies=has_codes),
}

COUPON_MOVES = {
    #              from                   to         who                event              objection
    "reserve": Move((ISSUED,),            RESERVED,  is_system,         CouponReserved,
                    effect=reserve_for),
    "use":     Move((RESERVED,),          USED,      is_system,         CouponUsed,
                    effect=mark_used),
    "return":  Move((RESERVED, USED),     ISSUED,    is_system,         CouponReturned,
                    effect=release_from_order),
    "redeem":  Move((ISSUED,),            USED,      works_counter,     CouponUsed,
                    effect=redeem_at),
    "undo":    Move((USED,),              ISSUED,    redeemed_it,       CouponReturned,    too_late_to_undo,
                    label=_("Undo"), effect=undo_redemption, style="outline-secondary"),
    "revoke":  Move((ISSUED,),            REVOKED,   runs_its_campaign, CouponRevoked,
                    label=_("Revoke"), style="outline-danger"),
}
# fmt: on

# The label in the timeline after each step.
CAMPAIGN_LABELS = {
    "start": _("Created"),
    "publish": _("Published"),
    "pause": _("Paused"),
    "resume": _("Published again"),
    "close": _("Closed"),
    "change": _("Changed"),
    "make_codes": _("Codes made"),
    "void_codes": _("Codes voided"),
}
COUPON_LABELS = {
    "start": _("Issued"),
    "reserve": _("Reserved for an order"),
    "use": _("Used"),
    "return": _("Returned"),
    "redeem": _("Redeemed at the counter"),
    "undo": _("Redeeming it was undone"),
    "revoke": _("Revoked"),
}
