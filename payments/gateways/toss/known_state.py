"""Whether a message of Toss matches our own rows, so that Toss need not be asked."""

from collections.abc import Mapping
from typing import Any

from payments.lifecycle import ABANDONED, CAPTURED, DECLINED, SENT, WAITING
from payments.models import Payment

# The statuses of ours that each of Toss's corresponds to; unfinished states are never asked about.
SETTLED = {
    "DONE": CAPTURED,
    "WAITING_FOR_DEPOSIT": WAITING,
    "ABORTED": DECLINED,
    "EXPIRED": ABANDONED,
}
UNDER_WAY = ("READY", "IN_PROGRESS")
SENT_BACK = ("CANCELED", "PARTIAL_CANCELED")


def is_known(payment: Payment, details: Mapping[str, Any]) -> bool:
    """`details` is not trusted: a forged message gets only a state that we know already."""
    status = details.get("status")
    if not isinstance(status, str):
        return False
    if status in SENT_BACK:
        return _all_sent(payment, details.get("cancels"))
    return status in UNDER_WAY or SETTLED.get(status) == payment.status


def _all_sent(payment: Payment, cancels: Any) -> bool:
    """Whether each refund named is one we have as sent; one that failed since has to be looked up."""
    if not isinstance(cancels, list) or not cancels:
        return False
    sent = set(payment.refunds.filter(status=SENT).values_list("reference", flat=True))
    return all(
        isinstance(cancel, dict)
        and cancel.get("cancelStatus", "DONE") == "DONE"
        and str(cancel.get("transactionKey")) in sent
        for cancel in cancels
    )
