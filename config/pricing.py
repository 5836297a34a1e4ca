"""The adjusters of prices: phases run in this order, and adjusters of a phase as they are listed.

Each sees the discounts and fees of those before it.
"""

from orders.pricing import Adjuster, Phase, delivery_fee

ADJUSTERS: dict[Phase, list[Adjuster]] = {
    Phase.LINE_DISCOUNT: [],
    Phase.ORDER_DISCOUNT: [],
    Phase.FEE: [delivery_fee],
    Phase.TAX: [],
}
