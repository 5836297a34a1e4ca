"""What partners' programmes do on events; config/reactions/ connects them.

An order without attribution needs no query.
"""

from accounts.events import AccountDeleted
from affiliates.events import PartnerEvent, PayoutRunEvent
from affiliates.partners import erase_if_settled, leave_all
from affiliates.payouts import book_payouts
from affiliates.sales import (
    book_sale,
    complete_sale,
    restore_sale,
    reverse_again,
    reverse_sale,
)
from orders.events import OrderEvent, PiecesReturned
from payments.events import RefundEvent


def book_commission(event: OrderEvent) -> None:
    if event.order.is_attributed:
        book_sale(event.order, event.record.at)


def reverse_commission(event: RefundEvent) -> None:
    if event.order.is_attributed:
        reverse_sale(event.row, event.order, event.record.at)


def restore_commission(event: RefundEvent) -> None:
    if event.order.is_attributed:
        restore_sale(event.row, event.record)


def reverse_commission_again(event: RefundEvent) -> None:
    if event.order.is_attributed:
        reverse_again(event.row, event.record)


def reverse_commission_of_returned(event: PiecesReturned) -> None:
    """After the refund: what that has not reversed, as where the postage took up all of it."""
    if event.order.is_attributed:
        reverse_sale(None, event.order, event.at)


def begin_return_window(event: OrderEvent) -> None:
    if event.order.is_attributed:
        complete_sale(event.order, event.record.at)


def book_payouts_of_run(event: PayoutRunEvent) -> None:
    book_payouts(event.run, event.record.at)


def erase_bank_account(event: PartnerEvent) -> None:
    erase_if_settled(event.partner, event.record.at)


def end_partnerships(event: AccountDeleted) -> None:
    leave_all(event.row, event.at)
