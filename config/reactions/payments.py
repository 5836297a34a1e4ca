"""Reactions to events of payments and refunds."""

from affiliates.reactions import restore_commission, reverse_commission, reverse_commission_again
from billing.cards import adopt_card, note_removed_card
from billing.collection_reactions import (
    credit_refund,
    end_failed_charge,
    reopen_lost,
    settle_won,
)
from core.events import Reaction
from coupons.statistics.reactions import count_sales_again
from notifications.reactions import notify
from orders.reactions import tell_open_pages
from payments.events import (
    DisputeEscalated,
    DisputeLost,
    DisputeOpened,
    DisputeWon,
    PaymentAbandoned,
    PaymentDeclined,
    PaymentResumed,
    PaymentUnknown,
    PaymentWaiting,
    RefundChargedBack,
    RefundFailed,
    RefundGivenUp,
    RefundOwed,
    RefundRetried,
    RefundReversed,
    RefundSent,
    SavedMethodActivated,
    SavedMethodRemoved,
)
from payments.tasks import forget_saved_method, send_refund
from shipping.reactions import follow_refund_of_pieces
from ticketing.dates.refunds import note_given_up
from ticketing.reactions import void_refunded_tickets

# fmt: off
REACTIONS = {
    #                now                                            later
    PaymentUnknown:  Reaction([tell_open_pages]),
    PaymentResumed:  Reaction([tell_open_pages]),
    PaymentWaiting:  Reaction([tell_open_pages]),
    PaymentDeclined: Reaction([end_failed_charge, tell_open_pages]),
    PaymentAbandoned: Reaction([end_failed_charge, tell_open_pages]),
    RefundOwed:      Reaction(
        [
            follow_refund_of_pieces, void_refunded_tickets, reverse_commission, count_sales_again,
            credit_refund, tell_open_pages,
        ],
        [send_refund],
    ),
    RefundSent:      Reaction([reverse_commission_again, tell_open_pages, notify]),
    RefundFailed:    Reaction([tell_open_pages, notify]),
    RefundGivenUp:   Reaction([note_given_up, restore_commission, tell_open_pages, notify]),
    RefundRetried:   Reaction([reverse_commission_again, tell_open_pages],       [send_refund]),
    RefundChargedBack: Reaction([reverse_commission_again, tell_open_pages]),
    RefundReversed:  Reaction([restore_commission, count_sales_again, tell_open_pages]),
    DisputeOpened:   Reaction([tell_open_pages, notify]),
    DisputeEscalated: Reaction([tell_open_pages, notify]),
    DisputeWon:      Reaction([settle_won, tell_open_pages, notify]),
    DisputeLost:     Reaction([reopen_lost, tell_open_pages, notify]),
    SavedMethodActivated: Reaction([adopt_card]),
    SavedMethodRemoved: Reaction([note_removed_card],                        [forget_saved_method]),
}
# fmt: on
