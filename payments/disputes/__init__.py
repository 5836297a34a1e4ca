"""Disputes: recorded as providers report them; what a lost one took counts as refunded."""

from payments.disputes.polling import look_up_due_disputes
from payments.disputes.recording import record_dispute

__all__ = ["look_up_due_disputes", "record_dispute"]
