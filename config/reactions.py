"""The wiring page: what happens when.

now: in the transaction of the move; an error undoes it.
later: a job enqueued in that transaction; it never harms the order.
"""

from accounts.events import AccountDeleted, SignedIn
from core.events import Reaction
from orders.events import (
    OrderAccepted,
    OrderCancelled,
    OrderCompleted,
    OrderDispatched,
    OrderExpired,
    OrderPaid,
    OrderPlaced,
    OrderReady,
    OrderRejected,
)
from orders.reactions import (
    adopt_visitor_carts,
    delete_carts,
    have_guest_mailed,
    return_stock,
    tell_open_pages,
)
from payments.events import RefundOwed
from payments.reactions import owe_money_back
from payments.tasks import send_refund
from stores.reactions import keep_owner_of_stores

# fmt: off
REACTIONS = {
    #                now                                            later
    SignedIn:        Reaction([adopt_visitor_carts]),
    AccountDeleted:  Reaction([keep_owner_of_stores, delete_carts]),

    OrderPlaced:     Reaction([have_guest_mailed]),
    OrderPaid:       Reaction([tell_open_pages]),
    OrderExpired:    Reaction([return_stock, tell_open_pages]),
    OrderCancelled:  Reaction([return_stock, owe_money_back, tell_open_pages]),
    OrderRejected:   Reaction([return_stock, owe_money_back, tell_open_pages]),
    OrderAccepted:   Reaction([tell_open_pages]),
    OrderReady:      Reaction([tell_open_pages]),
    OrderDispatched: Reaction([tell_open_pages]),
    OrderCompleted:  Reaction([tell_open_pages]),

    RefundOwed:      Reaction([],                                   [send_refund]),
}
# fmt: on
