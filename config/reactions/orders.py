"""Reactions to events of orders, their parcels and returns."""

from affiliates.reactions import (
    begin_return_window,
    book_commission,
    reverse_commission_of_returned,
)
from billing.collection_reactions import collect_money, end_withdrawn_try
from billing.reactions import count_paid_order, take_back_called_off_order
from core.events import Reaction
from coupons.reactions import give_coupons_back, use_coupons
from delivery.reactions import (
    erase_notes,
    refuse_pickup_while_a_rider_may_come,
    start_search,
    stop_delivery,
)
from landing.reactions import refresh_stock
from notifications.reactions import delete_messages, notify
from orders.events import (
    OrderAccepted,
    OrderBroughtBack,
    OrderCancelled,
    OrderCompleted,
    OrderDispatched,
    OrderExpired,
    OrderHeld,
    OrderPaid,
    OrderPlaced,
    OrderReady,
    OrderRejected,
    OrderReleased,
    OrdersErased,
    OrderTurnedIntoPickup,
    PiecesReturned,
)
from orders.reactions import complete_when_paid, return_stock, tell_buyer, tell_open_pages
from payments.reactions import (
    end_open_payments,
    erase_texts,
    refund_difference,
    refund_order,
    refund_pieces,
)
from shipping.events import (
    ParcelCorrected,
    ParcelDelivered,
    ParcelDispatched,
    ParcelPacked,
    ParcelUnpacked,
)
from shipping.reactions import (
    complete_delivered_order,
    deliver_rest_of_order,
    dispatch_rest_of_order,
    erase_tracking,
    pack_rest_of_order,
    retain_sent_pieces,
    unpack_parcels,
)
from shipping.return_events import (
    ReturnApproved,
    ReturnExchanged,
    ReturnReceived,
    ReturnRefunded,
    ReturnRefused,
    ReturnRequested,
    ReturnWithdrawn,
)
from shipping.returns.reactions import end_returns, erase_return_texts, refund_return
from ticketing.reactions import (
    erase_holders,
    follow_pay_by,
    issue_tickets,
    void_cancelled,
    void_refunded_tickets,
    void_unpaid,
)
from ticketing.waiting.offers import end_paid_wish

# fmt: off
REACTIONS = {
    #                now                                            later
    OrderPlaced:     Reaction([refresh_stock, tell_buyer]),
    OrderPaid:       Reaction(
        [
            issue_tickets, end_paid_wish, use_coupons, book_commission, end_open_payments,
            count_paid_order, collect_money, tell_open_pages, notify, complete_when_paid,
        ]
    ),
    OrderExpired:    Reaction(
        [return_stock, void_unpaid, give_coupons_back, end_open_payments, tell_open_pages]
    ),
    OrderCancelled:  Reaction(
        [
            retain_sent_pieces, return_stock, void_cancelled, give_coupons_back, refund_order,
            end_open_payments, stop_delivery, unpack_parcels, end_returns, take_back_called_off_order,
            tell_open_pages, notify,
        ]
    ),
    OrderReleased:   Reaction(
        [
            return_stock, void_cancelled, give_coupons_back, refund_order, end_open_payments,
            end_withdrawn_try, tell_open_pages, notify,
        ]
    ),
    OrderRejected:   Reaction(
        [
            return_stock, void_cancelled, give_coupons_back, refund_order, take_back_called_off_order,
            tell_open_pages, notify,
        ]
    ),
    OrderHeld:       Reaction([follow_pay_by]),
    OrderAccepted:   Reaction([start_search, tell_open_pages, notify]),
    OrderReady:      Reaction([pack_rest_of_order, tell_open_pages, notify]),
    OrderDispatched: Reaction([dispatch_rest_of_order, tell_open_pages, notify]),
    OrderBroughtBack: Reaction([tell_open_pages]),
    OrderCompleted:  Reaction(
        [deliver_rest_of_order, begin_return_window, tell_open_pages, notify]
    ),
    OrderTurnedIntoPickup: Reaction(
        [refuse_pickup_while_a_rider_may_come, stop_delivery, refund_difference, tell_open_pages, notify]
    ),

    PiecesReturned:  Reaction(
        [refund_pieces, reverse_commission_of_returned, void_refunded_tickets]
    ),
    OrdersErased:    Reaction(
        [erase_notes, erase_texts, erase_tracking, erase_return_texts, erase_holders, delete_messages]
    ),

    ParcelPacked:    Reaction([tell_open_pages]),
    ParcelUnpacked:  Reaction([tell_open_pages]),
    ParcelDispatched: Reaction([tell_open_pages, notify]),
    ParcelCorrected: Reaction([tell_open_pages, notify]),
    ParcelDelivered: Reaction([complete_delivered_order, tell_open_pages, notify]),

    ReturnRequested: Reaction([tell_open_pages, notify]),
    ReturnApproved:  Reaction([tell_open_pages, notify]),
    ReturnRefused:   Reaction([tell_open_pages, notify]),
    ReturnWithdrawn: Reaction([tell_open_pages, notify]),
    ReturnReceived:  Reaction([tell_open_pages, notify]),
    ReturnRefunded:  Reaction([refund_return, tell_open_pages, notify]),
    ReturnExchanged: Reaction([tell_open_pages, notify]),
}
# fmt: on
