"""Jobs: they fetch, call one service, and may run twice."""

from payments import refunds
from payments.models import Refund


def send_refund(refund_id: int) -> None:
    refunds.send_refund(Refund.objects.select_related("payment").get(pk=refund_id))


def send_due_refunds() -> int:
    return refunds.send_due_refunds()
