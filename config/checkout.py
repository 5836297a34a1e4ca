"""The parts of the checkout page, in the order in which they are shown."""

from coupons.checkout import CHECKOUT_PART as COUPONS
from orders.checkout_parts import CheckoutPart
from shipping.checkout import CHECKOUT_PART as SHIPPING

PARTS: list[CheckoutPart] = [COUPONS, SHIPPING]
