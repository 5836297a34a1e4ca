"""Using coupons for orders: reserved when one is placed, used when it is paid, returned when it fails.

The order is locked first, then the person (for a first order), then its coupons, then the rows of their
campaigns, in the order of their keys.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from core.actors import SYSTEM
from core.lifecycle import lock, move_locked
from core.prepared import Prepared
from coupons.benefits import COUPON_KIND, SOURCE
from coupons.first_orders import has_ordered, lock_person
from coupons.lifecycle import CouponStatus
from coupons.models import Campaign, Coupon
from orders.models import Order

EXTENSION = timedelta(days=7)  # of a coupon whose order failed by the store's fault


class UseRefused(Exception):
    """A coupon cannot be used for the order; the text can be shown to the user as it is."""


def reserve(order: Order, coupons: Iterable[Coupon], now: datetime) -> None:
    """Reserve the coupons for the order, which this transaction placed or locked; raises UseRefused.

    Those that take nothing off it are left alone. Their `saved` is the sum of their adjustments.
    """
    saved = _saved_by_code(order)
    used = [coupon for coupon in coupons if coupon.code in saved]
    if any(coupon.terms.first_order_only for coupon in used):
        lock_person(order)
    for coupon in _locked(used):
        _refuse_unless_usable(coupon, order, now)
        _reserve(coupon, order, saved[coupon.code], now)


def reserve_again(order: Order, now: datetime) -> None:
    """For an order that is revived: the coupons by which it was priced; raises UseRefused.

    That their time is over does not matter: it was not when the order was placed.
    """
    saved = _saved_by_code(order)
    coupons = list(Coupon.objects.filter(code__in=saved))
    for coupon in _locked(coupons):
        if coupon.status != CouponStatus.ISSUED:
            raise UseRefused(_("The coupon of this order was used for another one meanwhile."))
        _reserve(coupon, order, saved[coupon.code], now)


def use_reserved(order: Order, now: datetime) -> None:
    """The order is paid. Call it with the order locked."""
    for coupon in _locked(reserved_coupons.all(order.pk)):
        coupon.order = order
        move_locked(coupon, "use", by=SYSTEM, now=now)


@Prepared
def reserved_coupons(order_id: int) -> QuerySet[Coupon]:
    return Coupon.objects.filter(order=order_id, status=CouponStatus.RESERVED)


def give_back(order: Order, now: datetime, *, by_stores_fault: bool) -> None:
    """The order came to nothing: its coupons can be used again. Call it with the order locked."""
    extended_to = now + EXTENSION if by_stores_fault else now
    for coupon in _locked(order.coupons.all()):
        release_budget(coupon)
        move_locked(coupon, "return", by=SYSTEM, now=now, extended_to=extended_to)


def commit_budget(coupon: Coupon, saved: Decimal) -> None:
    """Count it against the budget of its campaign; raises UseRefused where too little is left."""
    affordable = Q(budget=None) | Q(budget__gte=F("committed") + saved)
    campaign = Campaign.objects.filter(affordable, pk=coupon.campaign_id)
    if not campaign.update(committed=F("committed") + saved):
        raise UseRefused(budget_is_spent(coupon.campaign))


def budget_is_spent(campaign: Campaign) -> str:
    """A sentence for the user."""
    return _("“%(campaign)s” has come to its end.") % {"campaign": campaign}


def release_budget(coupon: Coupon) -> None:
    campaign = Campaign.objects.filter(pk=coupon.campaign_id)
    campaign.update(committed=F("committed") - coupon.saved)


def _saved_by_code(order: Order) -> dict[str, Decimal]:
    """What each coupon takes off the order."""
    parts = order.adjustments.filter(kind=COUPON_KIND).values_list("source", "amount")
    return {source.removeprefix(SOURCE): -amount for source, amount in parts}


def _locked(coupons: Iterable[Coupon]) -> Sequence[Coupon]:
    found = sorted(coupons, key=lambda coupon: (coupon.campaign_id, coupon.pk))
    for coupon in found:
        lock(coupon)
    return found


def _refuse_unless_usable(coupon: Coupon, order: Order, now: datetime) -> None:
    if coupon.customer_id != order.customer_id or not coupon.is_usable(now):
        raise UseRefused(_("A coupon of this order was used or expired meanwhile."))
    if coupon.terms.first_order_only and has_ordered(
        order.email, order.phone, store=coupon.campaign.store, customer=order.customer, but=order
    ):
        raise UseRefused(_("A coupon of this order is for a first order only."))


def _reserve(coupon: Coupon, order: Order, saved: Decimal, now: datetime) -> None:
    commit_budget(coupon, saved)
    move_locked(coupon, "reserve", by=SYSTEM, now=now, order=order, saved=saved)
