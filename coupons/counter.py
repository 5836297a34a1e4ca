"""Redeeming a coupon at a store's counter: the bill is written there, and there is no order."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import lock, move_locked
from coupons.benefits import Scope, amount_off, below_minimum, scope_of
from coupons.codes import normalized_code
from coupons.first_orders import has_ordered
from coupons.models import Campaign, Coupon, Redemption, Terms
from coupons.use import UseRefused, commit_budget, release_budget
from stores.models import Store


def find_coupon(store: Store, code: str, now: datetime) -> Coupon:
    """The coupon with this typed or scanned code; raises UseRefused unless it can be redeemed here now."""
    coupon = (
        Coupon.objects.select_related("campaign__store", "terms", "customer")
        .filter(code=normalized_code(code))
        .first()
    )
    if coupon is None or not _is_accepted_by(store, coupon.campaign):
        raise UseRefused(_("There is no coupon of this store with this code."))
    if coupon.is_expired(now):
        raise UseRefused(_("This coupon has expired."))
    if not coupon.is_usable(now):
        status = {"status": coupon.get_status_display()}
        raise UseRefused(_("This coupon cannot be used now. It is: %(status)s.") % status)
    if scope_of(coupon.terms) == Scope.DELIVERY:
        raise UseRefused(_("This coupon is for deliveries."))
    return coupon


def counter_discount(terms: Terms, bill: Decimal, currency: str) -> Decimal:
    """What it takes off a bill of the items that it is for; raises UseRefused below its minimum.

    For a free piece the bill is the price of that piece.
    """
    if below := below_minimum(terms, bill, currency):
        raise UseRefused(below)
    return amount_off(terms, bill, currency, piece=bill)


def redeem(
    store: Store, code: str, bill: Decimal, *, by: User, now: datetime | None = None
) -> Redemption:
    """Use the coupon for a bill (major units of the store's currency); raises UseRefused or MoveRefused.

    Of two tills, or a till and an order, one wins.
    """
    now = now or timezone.now()
    coupon = find_coupon(store, code, now)
    with transaction.atomic():
        lock(coupon)
        if not coupon.is_usable(now):
            raise UseRefused(_("This coupon was used just now."))
        _refuse_unless_first_order(coupon)
        off = counter_discount(coupon.terms, bill, store.currency)
        if not off:
            raise UseRefused(_("It takes nothing off this bill."))
        commit_budget(coupon, off)
        redemption = Redemption.objects.create(
            coupon=coupon, store=store, by=by, bill=bill, off=off, at=now
        )
        move_locked(coupon, "redeem", by=by, now=now, saved=off)
    return redemption


@transaction.atomic
def undo(redemption: Redemption, *, by: User, now: datetime | None = None) -> None:
    """Within two minutes; raises MoveRefused."""
    coupon = redemption.coupon
    lock(coupon)
    release_budget(coupon)
    move_locked(coupon, "undo", by=by, now=now)


def _is_accepted_by(store: Store, campaign: Campaign) -> bool:
    """One of the store, or of the whole site in the store's currency."""
    return campaign.store_id in (None, store.pk) and campaign.currency == store.currency


def _refuse_unless_first_order(coupon: Coupon) -> None:
    customer = coupon.customer
    if coupon.terms.first_order_only and has_ordered(
        customer.email, customer.phone, store=coupon.campaign.store, customer=customer
    ):
        raise UseRefused(_("These coupons are for a first order."))
