"""Money going back: owed in the transaction that made it so, sent by a job until the provider takes it."""

from payments.refunds.failing import record_all_failed
from payments.refunds.owing import create_refund, owe_overpayment, owe_refunds
from payments.refunds.partial import RefundRefused, refund_part, refundable, refuse_part
from payments.refunds.returned import record_all_returned
from payments.refunds.sending import CLAIM, send_due_refunds, send_refund

__all__ = [
    "CLAIM",
    "RefundRefused",
    "create_refund",
    "owe_overpayment",
    "owe_refunds",
    "record_all_failed",
    "record_all_returned",
    "refund_part",
    "refundable",
    "refuse_part",
    "send_due_refunds",
    "send_refund",
]
