"""The parts of the checkout page, in the order in which they are shown."""

from orders.checkout_parts import CheckoutPart

PARTS: list[CheckoutPart] = []
