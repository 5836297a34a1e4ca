"""What customers see of campaigns and of their coupons."""

from datetime import datetime

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from accounts.models import User
from core.prepared import Prepared
from coupons.lifecycle import CampaignStatus, CouponStatus
from coupons.models import Campaign, Coupon
from coupons.models.campaigns import LISTED_AUDIENCES

MAX_ON_STORE_PAGE = 6
NOBODY = 0  # no user has this id
TERMS_OF_BADGE = [f"terms__{name}" for name in ("benefit", "amount", "percent", "cap", "minimum")]
MAX_HELD = 20  # of one campaign by one customer
MAX_VALID = 30  # of one customer at one store

USABLE, RESERVED, PAST = 1, 2, 3


def campaigns_to_show() -> QuerySet[Campaign]:
    """Every published one, also after its end: its page says so. Not those of archived stores."""
    shown = Campaign.objects.exclude(status=CampaignStatus.DRAFT).filter(store__archived_at=None)
    return shown.select_related("store", "terms")


@Prepared
def campaign_of_store(store_id: int, number: str) -> QuerySet[Campaign]:
    """For its members who run it."""
    campaigns = Campaign.objects.filter(store=store_id, number=number)
    return campaigns.select_related("store", "terms")


def unclaimed_campaigns(store_ids: list[int], user_id: int, now: datetime) -> QuerySet[Campaign]:
    """Those without a code of which one can be claimed now, and of which the user has none."""
    held = Coupon.objects.filter(campaign=OuterRef("pk"), customer=user_id)
    return _live(now).filter(~Exists(held), store__in=store_ids)


@Prepared
def campaigns_at(store_id: int, currency: str, user_id: int, now: datetime) -> QuerySet[Campaign]:
    """The same, that can be used at the store: its own, then those of every store in its currency.

    `user_id` is NOBODY for a visitor.
    """
    usable = Q(store=store_id) | Q(store=None, currency=currency)
    held = Coupon.objects.filter(campaign=OuterRef("pk"), customer=user_id)
    campaigns = _live(now).filter(usable).annotate(is_held=Exists(held))
    return campaigns.order_by(F("store").asc(nulls_last=True), "-pk")[:MAX_ON_STORE_PAGE]


@Prepared
def campaigns_of_stores(store_ids: list[int], now: datetime) -> QuerySet[Campaign]:
    """The stores' own, with what a badge says of them."""
    return _live(now).filter(store__any=store_ids).only("store", "currency", *TERMS_OF_BADGE)


def _live(now: datetime) -> QuerySet[Campaign]:
    campaigns = Campaign.objects.open_at(now).filter(audience__in=LISTED_AUDIENCES, ends_at__gt=now)
    return campaigns.select_related("terms")


@Prepared
def campaign_to_show(number: str) -> QuerySet[Campaign]:
    return campaigns_to_show().filter(number=number)


@Prepared
def coupons_held(campaign_id: int, user_id: int) -> QuerySet[Coupon]:
    """The user's of one campaign, the newest first."""
    coupons = Coupon.objects.filter(campaign=campaign_id, customer=user_id)
    return coupons.select_related("terms", "order")[:MAX_HELD]


@Prepared
def coupons_valid_at(store_id: int, currency: str, user_id: int, now: datetime) -> QuerySet[Coupon]:
    """The user's that can be used at the store now, what ends first first."""
    at_store = Q(campaign__store=store_id) | Q(campaign__store=None)
    coupons = Coupon.objects.usable_at(now).filter(at_store, customer=user_id)
    coupons = coupons.filter(campaign__currency=currency).select_related("terms", "campaign")
    return coupons.order_by("expires_at", "pk")[:MAX_VALID]


def coupons_of(user: User, now: datetime) -> QuerySet[Coupon]:
    """Usable ones, what ends first first, then reserved ones, then the past."""
    usable = When(status=CouponStatus.ISSUED, expires_at__gt=now, then=Value(USABLE))
    reserved = When(status=CouponStatus.RESERVED, then=Value(RESERVED))
    rank = Case(usable, reserved, default=Value(PAST), output_field=IntegerField())
    ends_first = Case(When(rank__lt=PAST, then="expires_at"))
    coupons = Coupon.objects.held_by(user).select_related("campaign__store", "terms", "order")
    return coupons.annotate(rank=rank).order_by("rank", ends_first, "-expires_at", "-pk")
