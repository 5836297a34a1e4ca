"""The badge on the card of a store: its best coupon."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import format_money
from coupons.models import Benefit, Campaign, Terms
from coupons.words import benefit_of
from stores.models import Store


def badge_of(store: Store, campaigns: Sequence[Campaign]) -> str:
    """The coupon that takes most off an order of the least for which all of them can be used."""
    offered = [campaign.terms for campaign in campaigns if campaign.terms is not None]
    bill = max(store.minimum_order, *(terms.minimum for terms in offered))
    best = max(offered, key=lambda terms: _takes_off(terms, bill, store))
    return _("Coupon · %(benefit)s") % {"benefit": _in_short(best, store.currency)}


def _takes_off(terms: Terms, bill: Decimal, store: Store) -> tuple[Decimal, int]:
    """What it takes off the bill, as far as that is known without a cart; between equals the percentage."""
    percent = terms.percent or 0
    if terms.benefit == Benefit.DELIVERY:
        off = store.delivery_fee
    elif terms.benefit == Benefit.PERCENT:
        off = bill * percent / 100
    else:
        off = terms.amount or Decimal(0)  # the price of a free piece depends on the cart
    return (off if terms.cap is None else min(off, terms.cap)), percent


def _in_short(terms: Terms, currency: str) -> str:
    if terms.benefit == Benefit.PERCENT and terms.cap is not None:
        return _("up to %(amount)s off") % {"amount": format_money(terms.cap, currency)}
    if terms.benefit == Benefit.PERCENT:
        return _("%(percent)s%% off") % {"percent": terms.percent}
    return benefit_of(terms, currency)
