"""Refunds: owed in the transaction that causes them, sent by a job until the provider takes them."""

from payments.refunds.creating import (
    create_refund,
    refund_overpayment,
    refund_payments,
    refund_surplus,
    refundable,
)
from payments.refunds.failing import record_all_failed
from payments.refunds.partial import RefundRefused, refund_part, refuse_part
from payments.refunds.returned import record_all_returned
from payments.refunds.sending import CLAIM, send_due_refunds, send_refund

__all__ = [
    "CLAIM",
    "RefundRefused",
    "create_refund",
    "record_all_failed",
    "record_all_returned",
    "refund_overpayment",
    "refund_part",
    "refund_payments",
    "refund_surplus",
    "refundable",
    "refuse_part",
    "send_due_refunds",
    "send_refund",
]
