"""The adjusters of prices: phases run in this order, and adjusters of a phase as they are listed.

Each sees the discounts and fees of those before it.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coupons.benefits import COUPON_KIND
from coupons.pricing import delivery_coupon, item_coupon, order_coupon
from landing.pricing import SET_KIND, set_discount
from orders.adjustments import AdjustmentKind
from orders.pricing import Adjuster, Phase, delivery_fee
from shipping.pricing import shipping_fee

ADJUSTERS: dict[Phase, list[Adjuster]] = {
    Phase.LINE_DISCOUNT: [set_discount, item_coupon],
    Phase.ORDER_DISCOUNT: [order_coupon],
    Phase.FEE: [delivery_fee, shipping_fee, delivery_coupon],
    Phase.TAX: [],
}

# Of apps above orders, beside those that orders know themselves.
ADJUSTMENT_KINDS: list[AdjustmentKind] = [
    AdjustmentKind(COUPON_KIND, _("Coupon")),
    AdjustmentKind(SET_KIND, pgettext_lazy("several products", "Set")),
]
