"""Jobs: they fetch, call one service, and may run twice."""

from orders.models import Order
from payments import disputes, erasing, polling, refunds, saved_methods, webhooks
from payments.models import Refund, SavedMethod


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


def forget_saved_method(method_id: int) -> None:
    saved_methods.forget(SavedMethod.objects.get(pk=method_id))


def forget_saved_methods() -> int:
    return saved_methods.forget_due()
