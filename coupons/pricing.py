"""The adjusters of coupons: one for each scope, which follow one another and see what is left to pay."""

from collections.abc import Iterator, Sequence

from coupons.benefits import Bill, Scope, price_change, scope_of
from coupons.models import Coupon
from orders.pricing import PriceChange, Pricing

PART = "coupons"  # of the checkout


def item_coupon(pricing: Pricing) -> Iterator[PriceChange]:
    return _changes(pricing, Scope.ITEM)


def order_coupon(pricing: Pricing) -> Iterator[PriceChange]:
    return _changes(pricing, Scope.ORDER)


def delivery_coupon(pricing: Pricing) -> Iterator[PriceChange]:
    return _changes(pricing, Scope.DELIVERY)


def _changes(pricing: Pricing, scope: Scope) -> Iterator[PriceChange]:
    chosen: Sequence[Coupon] = pricing.choices.get(PART, {}).get("chosen", ())
    for coupon in chosen:
        if scope_of(coupon.terms) == scope:
            title = coupon.campaign.title
            change = price_change(coupon.terms, coupon.code, Bill.of(pricing), title=title)
            if change is not None:
                yield change
