from orders.models.carts import MAX_CART_QUANTITY, Cart, CartLine
from orders.models.orders import NUMBER_LENGTH, Order, OrderQuerySet, new_number
from orders.models.parts import Adjustment, AdjustmentShare, OrderLine, OrderMove

__all__ = [
    "MAX_CART_QUANTITY",
    "NUMBER_LENGTH",
    "Adjustment",
    "AdjustmentShare",
    "Cart",
    "CartLine",
    "Order",
    "OrderLine",
    "OrderMove",
    "OrderQuerySet",
    "new_number",
]
