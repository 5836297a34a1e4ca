"""What payments do on events; config/reactions.py says on which."""

from orders.events import OrderEvent
from payments.refunds import owe_overpayment, owe_refunds


def owe_money_back(event: OrderEvent) -> None:
    owe_refunds(event.order, event.record.note or event.record.label)


def owe_difference_back(event: OrderEvent) -> None:
    owe_overpayment(event.order, event.record.label)
