"""The reactions to each event.

now: in the transaction of the move; an error undoes it.
later: a job enqueued in that transaction; its failure does not affect the order.
"""

from accounts.events import AccountDeleted, SignedIn
from affiliates.events import (
    PartnerApplied,
    PartnerApproved,
    PartnerLeft,
    PartnerPaused,
    PartnerRefused,
    PayoutRunPaid,
    PayoutSent,
    SaleBooked,
)
from affiliates.reactions import (
    begin_return_window,
    book_commission,
    book_payouts_of_run,
    end_partnerships,
    erase_bank_account,
    restore_commission,
    reverse_commission,
    reverse_commission_again,
    reverse_commission_of_returned,
)
from core.events import Reaction
from coupons.announcements import check_budget, schedule_check
from coupons.events import (
    CampaignChanged,
    CampaignClosed,
    CampaignOpened,
    CampaignPaused,
    CampaignPublished,
    CampaignRestocked,
    CouponIssued,
    CouponReturned,
    CouponsEnding,
    CouponUsed,
)
from coupons.following import end_campaign_follows
from coupons.reactions import give_coupons_back, refresh_pages_of_campaign, use_coupons
from coupons.statistics.reactions import count_sales_again, refresh_statistics
from delivery.events import (
    DeliveryAssigned,
    DeliveryDelivered,
    DeliveryFailed,
    DeliveryPickedUp,
    DeliveryReleased,
    DeliverySought,
    DeliveryStopped,
    DeliveryUnclaimed,
)
from delivery.reactions import (
    bring_order_back,
    complete_order,
    dispatch_order,
    end_shift_for_good,
    erase_notes,
    invalidate_riders,
    refuse_pickup_while_a_rider_may_come,
    set_carrier_of_order,
    start_search,
    stop_delivery,
)
from landing.reactions import refresh_stock
from notifications.events import ConsentGiven, ConsentToConfirm, ConsentWithdrawn
from notifications.reactions import (
    delete_messages,
    delete_restock_mails,
    delete_wish_mails,
    notify,
    purge_reader,
)
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
from orders.reactions import (
    adopt_visitor_carts,
    complete_when_paid,
    delete_carts,
    refuse_while_orders_are_open,
    return_stock,
    tell_buyer,
    tell_open_pages,
)
from payments.events import (
    PaymentAbandoned,
    PaymentDeclined,
    PaymentResumed,
    PaymentUnknown,
    PaymentWaiting,
    RefundFailed,
    RefundGivenUp,
    RefundOwed,
    RefundRetried,
    RefundSent,
)
from payments.reactions import (
    end_open_payments,
    erase_texts,
    record_desk_payment,
    refund_difference,
    refund_order,
    refund_pieces,
    refuse_while_money_is_under_way,
)
from payments.tasks import send_refund
from recommendations.reactions import purge_recommendations
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
    follow_refund_of_pieces,
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
from ticketing.change_events import (
    DateCancelled,
    DatePostponed,
    GuestToldOfCancellation,
    GuestToldOfNews,
    GuestToldOfPostponement,
    NewsTold,
)
from ticketing.changes import cancel_dates
from ticketing.date_refunds import note_given_up
from ticketing.desk_events import SoldAtDesk
from ticketing.events import EventCancelled, PlacesChanged, PlacesFreed, TicketOffered, TicketVoided
from ticketing.live_states import announce_places
from ticketing.reactions import (
    adopt_visitor_holds,
    erase_holder,
    erase_holders,
    follow_pay_by,
    issue_tickets,
    void_cancelled,
    void_refunded_tickets,
    void_unpaid,
)
from ticketing.reminder_events import ReminderAsked, SaleOpensSoon
from ticketing.reminders import end_reminders
from ticketing.reseating_events import HolderMoved
from ticketing.waiting import end_wishes
from ticketing.waiting_events import PlacesOffered, WishesDeleted, WishMade
from ticketing.waiting_offers import end_paid_wish, offer_freed

# fmt: off
REACTIONS = {
    #                now                                            later
    SignedIn:        Reaction([adopt_visitor_carts, adopt_visitor_holds]),
    AccountDeleted:  Reaction([
        # Locks in the order of a rider's moves: the rider's row before the user's.
        lock_owner_of_stores, delete_carts, end_shift_for_good,
        refuse_while_orders_are_open, refuse_while_money_is_under_way, purge_reader,
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

    OrderPlaced:     Reaction([refresh_stock, tell_buyer]),
    OrderPaid:       Reaction(
        [
            issue_tickets, end_paid_wish, use_coupons, book_commission, end_open_payments, tell_open_pages,
            notify, complete_when_paid,
        ]
    ),
    OrderExpired:    Reaction(
        [return_stock, void_unpaid, give_coupons_back, end_open_payments, tell_open_pages]
    ),
    OrderCancelled:  Reaction(
        [
            retain_sent_pieces, return_stock, void_cancelled, give_coupons_back, refund_order,
            end_open_payments, stop_delivery, unpack_parcels, end_returns, tell_open_pages, notify,
        ]
    ),
    OrderReleased:   Reaction(
        [
            return_stock, void_cancelled, give_coupons_back, refund_order, end_open_payments, tell_open_pages,
            notify,
        ]
    ),
    OrderRejected:   Reaction(
        [return_stock, void_cancelled, give_coupons_back, refund_order, tell_open_pages, notify]
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

    DeliverySought:    Reaction([invalidate_riders, set_carrier_of_order, tell_open_pages]),
    DeliveryAssigned:  Reaction([invalidate_riders, notify, set_carrier_of_order, tell_open_pages]),
    DeliveryReleased:  Reaction([invalidate_riders, notify, set_carrier_of_order, tell_open_pages]),
    DeliveryPickedUp:  Reaction([dispatch_order, invalidate_riders]),
    DeliveryDelivered: Reaction([complete_order, invalidate_riders]),
    DeliveryFailed:    Reaction([bring_order_back, invalidate_riders, notify]),
    DeliveryStopped:   Reaction([invalidate_riders, notify, tell_open_pages]),
    DeliveryUnclaimed: Reaction([tell_open_pages, notify]),

    TicketOffered:   Reaction([notify]),
    TicketVoided:    Reaction([tell_open_pages, notify]),

    PaymentUnknown:  Reaction([tell_open_pages]),
    PaymentResumed:  Reaction([tell_open_pages]),
    PaymentWaiting:  Reaction([tell_open_pages]),
    PaymentDeclined: Reaction([tell_open_pages]),
    PaymentAbandoned: Reaction([tell_open_pages]),
    RefundOwed:      Reaction(
        [
            follow_refund_of_pieces, void_refunded_tickets, reverse_commission, count_sales_again,
            tell_open_pages,
        ],
        [send_refund],
    ),
    RefundSent:      Reaction([reverse_commission_again, tell_open_pages, notify]),
    RefundFailed:    Reaction([tell_open_pages, notify]),
    RefundGivenUp:   Reaction([note_given_up, restore_commission, tell_open_pages, notify]),
    RefundRetried:   Reaction([reverse_commission_again, tell_open_pages],       [send_refund]),

    CampaignPublished: Reaction([refresh_pages_of_campaign, schedule_check]),
    CampaignChanged: Reaction([refresh_pages_of_campaign, schedule_check]),
    CampaignOpened:  Reaction([notify]),
    CampaignRestocked: Reaction([notify]),
    CampaignPaused:  Reaction([refresh_pages_of_campaign]),
    CampaignClosed:  Reaction([refresh_pages_of_campaign]),
    CouponIssued:    Reaction([notify, refresh_statistics]),
    CouponUsed:      Reaction([refresh_statistics]),
    CouponReturned:  Reaction([check_budget, refresh_statistics]),
    CouponsEnding:   Reaction([notify]),

    PlacesFreed:     Reaction([offer_freed]),
    SoldAtDesk:      Reaction([record_desk_payment]),
    HolderMoved:     Reaction([notify]),
    PlacesOffered:   Reaction([notify]),
    WishMade:        Reaction([notify]),
    WishesDeleted:   Reaction([delete_wish_mails]),
    PlacesChanged:   Reaction([announce_places]),
    ReminderAsked:   Reaction([notify]),
    SaleOpensSoon:   Reaction([notify]),
    EventCancelled:  Reaction([cancel_dates]),
    DatePostponed:   Reaction([notify]),
    DateCancelled:   Reaction([notify]),
    NewsTold:        Reaction([notify]),
    GuestToldOfPostponement: Reaction([notify]),
    GuestToldOfCancellation: Reaction([notify]),
    GuestToldOfNews: Reaction([notify]),

    PartnerApplied:  Reaction([notify]),
    PartnerApproved: Reaction([notify]),
    PartnerRefused:  Reaction([notify]),
    PartnerPaused:   Reaction([notify]),
    PartnerLeft:     Reaction([erase_bank_account]),
    SaleBooked:      Reaction([notify]),
    PayoutRunPaid:   Reaction([book_payouts_of_run]),
    PayoutSent:      Reaction([notify]),
}
# fmt: on
