"""What a coupon takes off an order, and why it takes off nothing.

Amounts are in major units of the currency of the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum

from django.utils.translation import gettext as _

from core.money import format_money, round_money
from coupons.models import Benefit, Terms
from orders.adjustments import AdjustmentCode
from orders.baskets import BasketLine
from orders.fulfilment import Fulfilment
from orders.pricing import PriceChange, Pricing

COUPON_KIND = "coupon"  # of adjustments
SOURCE = "coupon:"  # of adjustments, before the code


class Scope(IntEnum):
    """What a coupon falls on, in the order in which they are taken off; an order takes one of each."""

    ITEM = 1
    ORDER = 2
    DELIVERY = 3


@dataclass(frozen=True, slots=True)
class Bill:
    """What a discount is calculated from: the lines with what each still costs, and the fee for delivery.

    That is what sending it costs, where it goes as a parcel: `fee_kind` says which of the two it is.
    """

    lines: Sequence[BasketLine]
    amounts: Sequence[Decimal]
    delivery_fee: Decimal
    currency: str
    fee_kind: str = AdjustmentCode.DELIVERY_FEE

    @classmethod
    def of(cls, pricing: Pricing) -> "Bill":
        is_sent = pricing.fulfilment == Fulfilment.SHIPPING
        kind = AdjustmentCode.SHIPPING_FEE if is_sent else AdjustmentCode.DELIVERY_FEE
        fee = pricing.fee_amount(kind)
        return cls(pricing.lines, pricing.line_amounts, fee, pricing.currency, kind)


def scope_of(terms: Terms) -> Scope:
    if terms.benefit == Benefit.DELIVERY:
        return Scope.DELIVERY
    is_item = terms.benefit == Benefit.PIECE or terms.is_for_some_lines
    return Scope.ITEM if is_item else Scope.ORDER


def price_change(terms: Terms, code: str, bill: Bill, *, title: str = "") -> PriceChange | None:
    """What the coupon with this code takes off, if anything, under the title of its campaign."""
    lines, off = _discount(terms, bill) if not why_not(terms, bill) else ([], Decimal(0))
    if not off:
        return None
    change = PriceChange(
        COUPON_KIND, -off, f"{SOURCE}{code}", title, platform_percent=terms.platform_percent
    )
    if scope_of(terms) == Scope.DELIVERY:
        return replace(change, fee=bill.fee_kind)
    return replace(change, lines=lines)


def why_not(terms: Terms, bill: Bill) -> str:
    """Why it takes nothing off this bill, as a sentence; empty if it does."""
    lines = eligible_lines(terms, bill.lines)
    if not lines:
        return _("It is for other items.")
    spent = sum((bill.lines[index].total for index in lines), Decimal(0))
    if below := below_minimum(terms, spent, bill.currency):
        return below
    if scope_of(terms) == Scope.DELIVERY and not bill.delivery_fee:
        return _("There is no delivery fee to take off.")
    return ""


def below_minimum(terms: Terms, spent: Decimal, currency: str) -> str:
    """How much more of its items must be bought, as a sentence; empty if it is enough."""
    if spent >= terms.minimum:
        return ""
    missing = {"missing": format_money(terms.minimum - spent, currency)}
    if terms.is_for_some_lines:
        return _("%(missing)s more of its items for this coupon.") % missing
    return _("%(missing)s more for this coupon.") % missing


def amount_off(terms: Terms, base: Decimal, currency: str, *, piece: Decimal) -> Decimal:
    """min(the benefit, its cap, `base`), where `base` is what is left to pay of what it falls on.

    A free piece costs `piece`; other benefits ignore it.
    """
    if terms.benefit == Benefit.DELIVERY:
        off = base
    elif terms.benefit == Benefit.PIECE:
        off = piece
    else:
        off = terms.amount or round_money(base * (terms.percent or 0) / 100, currency)
    return min(off, base, *([] if terms.cap is None else [terms.cap]))


def eligible_lines(terms: Terms, lines: Sequence[BasketLine]) -> list[int]:
    """The positions of the lines that count for its minimum, and from which it takes off."""
    if not terms.is_for_some_lines:
        return [*range(len(lines))]
    return [
        index
        for index, line in enumerate(lines)
        if line.product is not None
        and (line.product.pk in terms.product_ids or line.product.section_id in terms.section_ids)
    ]


def _discount(terms: Terms, bill: Bill) -> tuple[list[int], Decimal]:
    """The lines that it falls on, and what it takes off these, or off the fee for delivery."""
    lines = eligible_lines(terms, bill.lines)
    if terms.benefit == Benefit.PIECE:
        lines = [max(lines, key=lambda index: bill.lines[index].unit_price)]
    base = sum((bill.amounts[index] for index in lines), Decimal(0))
    if scope_of(terms) == Scope.DELIVERY:
        base = bill.delivery_fee
    return lines, amount_off(terms, base, bill.currency, piece=bill.lines[lines[0]].unit_price)
