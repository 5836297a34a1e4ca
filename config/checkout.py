"""The parts of the checkout page, in the order in which they are shown."""

from affiliates.checkout import CHECKOUT_PART as AFFILIATES
from coupons.checkout import CHECKOUT_PART as COUPONS
from coupons.typed_codes import coupon_of_code
from orders.checkout_parts import CheckoutPart
from orders.typed_codes import Resolver
from shipping.checkout import CHECKOUT_PART as SHIPPING
from ticketing.checkout import CHECKOUT_PART as TICKETS

# The field for codes comes first: a coupon that it leads to is chosen in the part of the coupons.
PARTS: list[CheckoutPart] = [AFFILIATES, COUPONS, SHIPPING, TICKETS]

# What a typed code may be, beside a partner's.
CODE_RESOLVERS: list[Resolver] = [coupon_of_code]
