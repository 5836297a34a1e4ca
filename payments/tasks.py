"""Jobs: they fetch, call one service, and may run twice."""

from orders.models import Order
from payments import disputes, erasing, polling, refunds, webhooks
from payments.models import Refund


def send_refund(refund_id: int) -> None:
    refunds.send_refund(Refund.objects.select_related("payment").get(pk=refund_id))


def send_due_refunds() -> int:
    return refunds.send_due_refunds()


def look_up_due_payments() -> int:
    return polling.look_up_due_payments()


def look_up_open_payments(order_id: int) -> int:
    return polling.look_up_open_payments(Order.objects.get(pk=order_id))


def look_up_sent_refunds() -> int:
    return polling.look_up_sent_refunds()


def look_up_due_disputes() -> int:
    return disputes.look_up_due_disputes()


def retry_parked_webhooks() -> int:
    return webhooks.retry_parked()


def erase_personal_data() -> int:
    return erasing.erase_personal_data()
