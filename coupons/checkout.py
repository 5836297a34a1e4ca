"""The coupons on the checkout page: the best of one's own are chosen, and others can be."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import product
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coupons.benefits import Bill, Scope, scope_of, why_not
from coupons.models import Coupon
from coupons.pricing import PART
from coupons.queries import coupons_valid_at
from coupons.use import UseRefused, budget_is_spent, reserve
from coupons.words import benefit_of
from orders.baskets import Basket, OrderRefused
from orders.carts import CartOwner
from orders.checkout_parts import CheckoutPart
from orders.models import Order
from orders.pricing import Pricing, price
from orders.quotes import usual_fulfilment

NONE = "none"
MAX_TRIED = 5  # coupons of each scope that are tried together, those that take off most alone

SCOPES = {
    Scope.ITEM: gettext_lazy("For single items"),
    Scope.ORDER: gettext_lazy("For the whole order"),
    Scope.DELIVERY: gettext_lazy("For the delivery"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One coupon in the form, and why it takes nothing off, if so."""

    coupon: Coupon
    benefit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The coupons of one scope, of which one can be chosen; `chosen` is its code or NONE."""

    label: Any
    name: str
    chosen: str
    offers: Sequence[Offer]


class CouponForm(forms.Form):
    """A field for each scope of which the customer has coupons; `chosen` are the coupons.

    Those of `unaffordable` take nothing off, and say why, as those do that do not fit the bill.
    """

    def __init__(
        self,
        data: Mapping[str, Any],
        coupons: Sequence[Coupon],
        bill: Bill,
        prefix: str,
        unaffordable: Collection[Coupon] = (),
    ):
        super().__init__(data, prefix=prefix)
        self.bill, self.unaffordable = bill, unaffordable
        self.by_scope = {
            scope: [coupon for coupon in coupons if scope_of(coupon.terms) == scope]
            for scope in Scope
        }
        for scope, offered in self.by_scope.items():
            if offered:
                self.fields[_field(scope)] = forms.ChoiceField(
                    choices=[(NONE, NONE), *((coupon.code, coupon.code) for coupon in offered)],
                    required=False,
                    error_messages={
                        "invalid_choice": _("This coupon cannot be used here any more.")
                    },
                )

    def clean(self) -> dict[str, Any]:
        codes = {self.cleaned_data.get(name) for name in self.fields}
        coupons = [coupon for offered in self.by_scope.values() for coupon in offered]
        chosen = [coupon for coupon in coupons if coupon.code in codes]
        return {"chosen": [coupon for coupon in chosen if coupon not in self.unaffordable]}

    def choices(self) -> Iterator[Choice]:
        """What the template shows."""
        for scope, offered in self.by_scope.items():
            if offered:
                field = self[_field(scope)]
                offers = [self._offer(coupon) for coupon in offered]
                yield Choice(SCOPES[scope], field.html_name, field.value() or NONE, offers)

    def _offer(self, coupon: Coupon) -> Offer:
        benefit = benefit_of(coupon.terms, self.bill.currency)
        reason = why_not(coupon.terms, self.bill)
        if coupon in self.unaffordable:
            reason = budget_is_spent(coupon.campaign)
        return Offer(coupon, benefit, reason)


def coupon_form(
    data: Mapping[str, Any] | None,
    *,
    basket: Basket,
    buyer: CartOwner,
    prefix: str,
    now: datetime | None = None,
) -> CouponForm | None:
    """None for who has no coupon that is valid in this store. Without data the best ones are chosen."""
    now = now or timezone.now()
    coupons = _coupons_for(basket, buyer, now)
    if not coupons:
        return None
    pricing = _pricing_of(basket, buyer, _fulfilment(data, basket), now)
    unaffordable = _beyond_budget(coupons, pricing)
    if data is None:
        affordable = [coupon for coupon in coupons if coupon not in unaffordable]
        data = {
            f"{prefix}-{_field(scope_of(coupon.terms))}": coupon.code
            for coupon in best_coupons(affordable, pricing)
        }
    return CouponForm(data, coupons, Bill.of(price(pricing)), prefix, unaffordable)


def best_coupons(coupons: Sequence[Coupon], pricing: Pricing) -> list[Coupon]:
    """At most one of each scope, so that the total is lowest; of equals the fewest, what ends first."""
    by_scope: list[list[Coupon | None]] = []
    for scope in Scope:
        of_scope = [coupon for coupon in coupons if scope_of(coupon.terms) == scope]
        by_scope.append([None, *_most_promising(of_scope, pricing)])
    sets = [[coupon for coupon in chosen if coupon] for chosen in product(*by_scope)]
    return min(sets, key=lambda chosen: (_total(pricing, chosen), len(chosen)))


def _beyond_budget(coupons: Sequence[Coupon], pricing: Pricing) -> set[Coupon]:
    """Those that would take off more than is left of their campaign's budget, each used alone."""
    undiscounted, beyond = _total(pricing, []), set()
    for coupon in coupons:
        campaign = coupon.campaign
        if campaign.budget is not None:
            left = campaign.budget - campaign.committed
            if undiscounted - _total(pricing, [coupon]) > left:
                beyond.add(coupon)
    return beyond


def _most_promising(coupons: Sequence[Coupon], pricing: Pricing) -> list[Coupon]:
    """Those that take off most if each is used alone, of equals what ends first; none that takes off nothing.

    Few coupons need no comparison: a set with one that takes off nothing is never the best.
    """
    if len(coupons) <= MAX_TRIED:
        return list(coupons)
    undiscounted = _total(pricing, [])
    totals = {coupon: _total(pricing, [coupon]) for coupon in coupons}
    useful = [coupon for coupon in coupons if totals[coupon] < undiscounted]
    return sorted(useful, key=totals.__getitem__)[:MAX_TRIED]


def reserve_chosen(order: Order, data: dict[str, Any]) -> None:
    try:
        reserve(order, data["chosen"], order.placed_at)
    except UseRefused as refusal:
        raise OrderRefused(str(refusal)) from refusal


def _coupons_for(basket: Basket, buyer: CartOwner, now: datetime) -> list[Coupon]:
    """The buyer's that are valid now in this store and currency, what ends first first."""
    if buyer.user is None:
        return []
    return coupons_valid_at.all(basket.store.pk, basket.store.currency, buyer.user.pk, now)


def _fulfilment(data: Mapping[str, Any] | None, basket: Basket) -> str:
    wanted = str(data.get("switch_to") or data.get("fulfilment")) if data else ""
    return wanted if wanted in basket.fulfilments else usual_fulfilment(basket)


def _pricing_of(basket: Basket, buyer: CartOwner, fulfilment: str, now: datetime) -> Pricing:
    """Without coupons."""
    return Pricing(
        store=basket.store, fulfilment=fulfilment, lines=basket.lines(), now=now, buyer=buyer
    )


def _total(pricing: Pricing, chosen: Iterable[Coupon]) -> Decimal:
    return price(replace(pricing, choices={PART: {"chosen": chosen}}, adjustments=[])).total


def _field(scope: Scope) -> str:
    return scope.name.lower()


CHECKOUT_PART = CheckoutPart(
    PART,
    coupon_form,
    "coupons/_checkout.html",
    on_placed=reserve_chosen,
    in_summary=True,
    is_optional=True,
)
