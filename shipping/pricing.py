"""The adjuster of what sending costs."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from orders.adjustments import AdjustmentCode
from orders.fulfilment import Fulfilment
from orders.pricing import PriceChange, Pricing, Problem
from shipping.costs import CannotSend, cost_for, grams_of

PART = str(Fulfilment.SHIPPING)  # of the checkout


def shipping_fee(pricing: Pricing) -> Iterator[PriceChange | Problem]:
    """By weight and destination; the least that it may cost while the destination is not known."""
    if pricing.fulfilment != Fulfilment.SHIPPING:
        return
    goes_to = pricing.choices.get(PART) or {}
    grams = grams_of(
        (line.product.pk if line.product else None, line.quantity) for line in pricing.lines
    )
    amount = sum(pricing.line_amounts, Decimal(0))
    try:
        cost = cost_for(
            pricing.store, grams, goes_to.get("country", ""), goes_to.get("postcode", ""), amount
        )
    except CannotSend as refusal:
        yield Problem(str(refusal))
        return
    label = _("Shipping, from") if cost.is_least else ""
    yield PriceChange(AdjustmentCode.SHIPPING_FEE, cost.price, label=label)
