"""Redeeming a coupon at a store's counter: the bill is written there, and there is no order."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import AlreadyDone, lock, move_locked
from core.money import format_money
from core.templatetags.moments import clock
from coupons.benefits import Scope, amount_off, below_minimum, scope_of
from coupons.codes import normalized_code
from coupons.first_orders import has_ordered
from coupons.lifecycle import UNDO_WITHIN
from coupons.models import Benefit, Campaign, ClaimCode, Coupon, Redemption, Terms
from coupons.topics import counter_topic
from coupons.use import UseRefused, commit_budget, release_budget
from live.publish import invalidate
from stores.models import MenuSection, Product, Store


class BillRefused(UseRefused):
    """The coupon can be used, but not for this bill."""


class RedeemedAlready(UseRefused):
    """It was redeemed at a counter, perhaps just now at another till."""

    def __init__(self, redemption: Redemption, store: Store) -> None:
        super().__init__(_sentence_of(redemption, store))
        self.redemption = redemption

    def repeats(self, by: User, store: Store, bill: Decimal, now: datetime) -> bool:
        """Whether it is the same press once more."""
        done = self.redemption
        same = (done.by_id, done.store_id, done.bill) == (by.pk, store.pk, bill)
        return same and now <= done.at + UNDO_WITHIN


def find_coupon(store: Store, code: str, now: datetime) -> Coupon:
    """The coupon with this typed or scanned code; raises UseRefused unless it can be redeemed here now."""
    coupon = (
        Coupon.objects.select_related("campaign__store", "terms", "customer")
        .filter(code=normalized_code(code))
        .first()
    )
    if coupon is None and ClaimCode.objects.filter(code=normalized_code(code)).exists():
        raise UseRefused(_("With this code the customer first gets the coupon: on “My coupons”."))
    if coupon is None or not _is_accepted_by(store, coupon.campaign):
        raise UseRefused(_("There is no coupon of this store with this code."))
    _refuse_unless_usable(coupon, store, now)
    return coupon


def item_names(terms: Terms) -> list[str]:
    """The sections and products that it is for; none if it is for everything."""
    sections = MenuSection.objects.filter(pk__in=terms.section_ids)
    products = Product.objects.filter(pk__in=terms.product_ids)
    return [row.name for rows in (sections, products) for row in rows]


def counter_discount(terms: Terms, bill: Decimal, currency: str) -> Decimal:
    """What it takes off a bill of the items that it is for; raises BillRefused if that is nothing.

    For a free piece the bill is the price of that piece: who redeems it checks that enough was ordered.
    """
    below = below_minimum(terms, bill, currency)
    if below and terms.benefit != Benefit.PIECE:
        raise BillRefused(below)
    off = amount_off(terms, bill, currency, piece=bill)
    if not off:
        raise BillRefused(_("It takes nothing off this bill."))
    return off


def redeem(
    store: Store, code: str, bill: Decimal, *, by: User, now: datetime | None = None
) -> Redemption:
    """Use the coupon for a bill (major units of the store's currency); raises UseRefused or MoveRefused.

    Of two tills, or a till and an order, one wins. A double click raises AlreadyDone.
    """
    now = now or timezone.now()
    try:
        coupon = find_coupon(store, code, now)
        with transaction.atomic():
            return _redeem_locked(coupon, store, bill, by, now)
    except RedeemedAlready as refusal:
        if refusal.repeats(by, store, bill, now):
            raise AlreadyDone(str(refusal)) from refusal
        raise


@transaction.atomic
def undo(redemption: Redemption, *, by: User, now: datetime | None = None) -> None:
    """Within two minutes; raises MoveRefused, also if it is undone and the coupon was redeemed again."""
    coupon = redemption.coupon
    lock(coupon)
    redemption.refresh_from_db(fields=["undone_at"])
    if redemption.undone_at is not None:
        raise AlreadyDone(_("This is undone already."))
    release_budget(coupon)
    move_locked(coupon, "undo", by=by, now=now)
    invalidate(counter_topic(redemption.store_id))


def _redeem_locked(
    coupon: Coupon, store: Store, bill: Decimal, by: User, now: datetime
) -> Redemption:
    lock(coupon)
    _refuse_unless_usable(coupon, store, now)
    off = counter_discount(coupon.terms, bill, store.currency)
    commit_budget(coupon, off)
    redemption = Redemption.objects.create(
        coupon=coupon, store=store, by=by, bill=bill, off=off, at=now
    )
    move_locked(coupon, "redeem", by=by, now=now, saved=off)
    invalidate(counter_topic(store.pk))
    return redemption


def _is_accepted_by(store: Store, campaign: Campaign) -> bool:
    """One of the store, or of the whole site in the store's currency."""
    return campaign.store_id in (None, store.pk) and campaign.currency == store.currency


def _refuse_unless_usable(coupon: Coupon, store: Store, now: datetime) -> None:
    redemption = coupon.redemptions.select_related("store", "by").filter(undone_at=None).first()
    if redemption is not None:
        raise RedeemedAlready(redemption, store)
    if coupon.is_expired(now):
        raise UseRefused(_("This coupon has expired."))
    if not coupon.is_usable(now):
        status = {"status": coupon.get_status_display()}
        raise UseRefused(_("This coupon cannot be used now. It is: %(status)s.") % status)
    if scope_of(coupon.terms) == Scope.DELIVERY:
        raise UseRefused(_("This coupon is for deliveries."))
    _refuse_unless_first_order(coupon)


def _refuse_unless_first_order(coupon: Coupon) -> None:
    customer = coupon.customer
    if coupon.terms.first_order_only and has_ordered(
        customer.email, customer.phone, store=coupon.campaign.store, customer=customer
    ):
        raise UseRefused(_("These coupons are for a first order."))


def _sentence_of(redemption: Redemption, reader: Store) -> str:
    """When it was redeemed, and where; the details are for that store only."""
    time = clock(redemption.at)
    if redemption.store_id != reader.pk:
        there = {"store": redemption.store, "time": time}
        return _("This coupon was redeemed already: %(time)s, at %(store)s.") % there
    return _(
        "This coupon is redeemed already: %(time)s, by %(name)s, %(off)s off a bill of %(bill)s."
    ) % {
        "time": time,
        "name": redemption.by,
        "off": format_money(redemption.off, reader.currency),
        "bill": format_money(redemption.bill, reader.currency),
    }
