"""The wiring page: what happens when.

now: in the transaction of the move; an error undoes it.
later: a job enqueued in that transaction; it never harms the order.
"""

from accounts.events import AccountDeleted, SignedIn
from core.events import Reaction
from orders.events import OrderCancelled, OrderExpired, OrderPlaced, OrderRejected
from orders.reactions import adopt_visitor_carts, delete_carts, have_guest_mailed, return_stock
from payments.events import RefundOwed
from payments.reactions import owe_money_back
from payments.tasks import send_refund
from stores.reactions import keep_owner_of_stores

# fmt: off
REACTIONS = {
    #               now                                            later
    SignedIn:       Reaction([adopt_visitor_carts]),
    AccountDeleted: Reaction([keep_owner_of_stores, delete_carts]),

    OrderPlaced:    Reaction([have_guest_mailed]),
    OrderExpired:   Reaction([return_stock]),
    OrderCancelled: Reaction([return_stock, owe_money_back]),
    OrderRejected:  Reaction([return_stock, owe_money_back]),

    RefundOwed:     Reaction([],                                   [send_refund]),
}
# fmt: on
