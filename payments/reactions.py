"""What payments do on events; config/reactions.py says on which.

Whoever bought reads why money goes back, so the system's words for it are in the order's language.
"""

from django.utils.translation import override

from jobs.queue import enqueue
from orders.events import OrderEvent
from payments import tasks
from payments.lifecycle import OPEN
from payments.refunds import owe_overpayment, owe_refunds


def owe_money_back(event: OrderEvent) -> None:
    with override(event.order.language):
        owe_refunds(event.order, event.record.note or event.record.label)


def end_open_payments(event: OrderEvent) -> None:
    """The order is paid or over: nobody is to pay for it at the pages that are still open."""
    if event.order.payments.filter(status__in=OPEN).exists():
        enqueue(tasks.look_up_open_payments, event.order.pk)


def owe_difference_back(event: OrderEvent) -> None:
    with override(event.order.language):
        owe_overpayment(event.order, event.record.label)
