"""Reactions to events of accounts, members of stores, stock and consents."""

from accounts.events import AccountDeleted, SignedIn
from affiliates.reactions import end_partnerships
from billing.leaving import end_tenant, refuse_while_billed
from core.events import Reaction
from coupons.following import end_campaign_follows
from delivery.reactions import end_shift_for_good
from notifications.events import ConsentGiven, ConsentToConfirm, ConsentWithdrawn
from notifications.reactions import delete_restock_mails, notify, purge_reader
from orders.reactions import adopt_visitor_carts, delete_carts, refuse_while_orders_are_open
from payments.reactions import (
    erase_saved_methods,
    lock_saved_methods,
    refuse_while_money_is_under_way,
)
from recommendations.reactions import purge_recommendations
from shipping.returns.reactions import end_returns_without_pages, refuse_while_returns_are_open
from stores.events import (
    MemberInvited,
    ProductRestocked,
    RestockRequested,
    RestockRequestsDeleted,
    StockRanLow,
)
from stores.following import end_follows
from stores.reactions import end_memberships, lock_owner_of_stores
from stores.restocks import end_restock_requests
from ticketing.reactions import (
    adopt_visitor_holds,
    erase_holder,
    refuse_while_tickets_are_to_come,
)
from ticketing.reminders.services import end_reminders
from ticketing.waiting.wishes import end_wishes

# fmt: off
REACTIONS = {
    #                now                                            later
    SignedIn:        Reaction([adopt_visitor_carts, adopt_visitor_holds]),
    AccountDeleted:  Reaction([
        # Locks in the order of billing and of a rider's moves: orders, then cards before the tenant, and it
        # and the rider's row before the user's.
        end_returns_without_pages, lock_saved_methods, lock_owner_of_stores, refuse_while_billed,
        delete_carts, end_shift_for_good,
        refuse_while_orders_are_open, refuse_while_tickets_are_to_come, refuse_while_returns_are_open,
        refuse_while_money_is_under_way, end_tenant, erase_saved_methods, purge_reader,
        purge_recommendations, end_memberships, end_follows, end_campaign_follows, end_partnerships,
        end_restock_requests, end_wishes, erase_holder, end_reminders,
    ]),
    MemberInvited:   Reaction([notify]),
    StockRanLow:     Reaction([notify]),
    RestockRequested: Reaction([notify]),
    ProductRestocked: Reaction([notify]),
    RestockRequestsDeleted: Reaction([delete_restock_mails]),
    ConsentGiven:    Reaction([notify]),
    ConsentWithdrawn: Reaction([notify]),
    ConsentToConfirm: Reaction([notify]),
}
# fmt: on
