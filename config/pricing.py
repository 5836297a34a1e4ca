"""The adjusters of prices: phases run in this order, and adjusters of a phase as they are listed.

Each sees the discounts and fees of those before it.
"""

from orders.adjustments import AdjustmentKind
from orders.pricing import Adjuster, Phase, delivery_fee

ADJUSTERS: dict[Phase, list[Adjuster]] = {
    Phase.LINE_DISCOUNT: [],
    Phase.ORDER_DISCOUNT: [],
    Phase.FEE: [delivery_fee],
    Phase.TAX: [],
}

# Of apps above orders, beside those that orders know themselves.
ADJUSTMENT_KINDS: list[AdjustmentKind] = []
