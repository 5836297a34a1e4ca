"""What payments do on events; config/reactions/ connects them."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.events import AccountDeleted
from accounts.services import DeletionRefused
from core.lifecycle import MoveRefused
from jobs.queue import enqueue
from orders.events import OrderEvent, OrdersErased, PiecesReturned
from orders.models import Order
from orders.queries import numbers_of
from payments import tasks
from payments.desk import record_at_desk
from payments.dispute_lifecycle import OPEN
from payments.lifecycle import STARTED, UNKNOWN, UNSENT, WAITING
from payments.models import DisputeMove, Payment, PaymentMove, ProviderCall, Refund, RefundMove
from payments.queries import open_payments
from payments.reasons import CANCELLED, TURNED_INTO_PICKUP
from payments.refunds import RefundRefused, refund_overpayment, refund_part, refund_payments
from payments.saved_methods import erase_methods_of


def refund_order(event: OrderEvent) -> None:
    refund_payments(event.order, event.record.note or CANCELLED.note, event.record.at)


def refund_pieces(event: PiecesReturned) -> None:
    """Raises MoveRefused, which undoes the move that returned them, if the money cannot be refunded."""
    try:
        refund_part(
            event.order,
            event.besides,
            reason=event.reason,
            by=event.by,
            token=event.token,
            pieces=event.pieces,
            less=event.less,
        )
    except RefundRefused as refusal:
        raise MoveRefused(str(refusal)) from refusal


def record_desk_payment(event: Any) -> None:
    """Money that a seller took at a desk, of an order that was placed in this transaction."""
    record_at_desk(event.order, event.way, event.at)


def end_open_payments(event: OrderEvent) -> None:
    """The order is paid or over: pages that are still open must not take another payment."""
    if open_payments.all(event.order.pk):
        enqueue(tasks.look_up_open_payments, event.order.pk)


def lock_saved_methods(event: AccountDeleted) -> None:
    """Before the tenant and the user, as who chooses or removes a card does; the newest first.

    One that is entered again is locked before the older row that it replaces.
    """
    methods = event.row.saved_methods.order_by("-pk").select_for_update(no_key=True)
    list(methods.values_list("pk"))


def refuse_while_money_is_under_way(event: AccountDeleted) -> None:
    """The payer must learn the outcome, and the store may have to act."""
    theirs = Order.objects.filter(Q(customer=event.row) | Q(store__owner=event.row))
    expected = Q(payments__status__in=[UNKNOWN, WAITING])
    expected |= Q(payments__status=STARTED, payments__method__isnull=False)
    unsent = Q(payments__refunds__status__in=UNSENT)
    disputed = Q(payments__disputes__status=OPEN)
    if numbers := numbers_of(theirs.filter(expected | unsent | disputed).distinct()):
        raise DeletionRefused(
            _(
                "Money for these orders is still on its way: %(numbers)s. Delete your account once it has"
                " arrived."
            )
            % {"numbers": numbers}
        )


def erase_saved_methods(event: AccountDeleted) -> None:
    """After `refuse_while_money_is_under_way`: none of them is being charged."""
    erase_methods_of(event.row, event.at)


def erase_texts(event: OrdersErased) -> None:
    """Texts written by payers, stores and providers; amounts, times and references stay."""
    payments = Payment.objects.filter(order__in=event.orders)
    refunds = Refund.objects.filter(payment__order__in=event.orders)
    for steps in (
        PaymentMove.objects.filter(payment__in=payments),
        RefundMove.objects.filter(refund__in=refunds),
        DisputeMove.objects.filter(dispute__payment__in=payments),
    ):
        steps.exclude(note="").update(note="")
    ProviderCall.objects.filter(payment__in=payments).update(request="", response="")
    refunds.update(reason="", last_error="")
    payments.update(note="", payer_key="")


def refund_difference(event: OrderEvent) -> None:
    refund_overpayment(event.order, TURNED_INTO_PICKUP.note, event.record.at)
