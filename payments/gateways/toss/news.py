"""Whether a message of Toss says what our own rows say already, so that Toss need not be asked."""

from collections.abc import Mapping
from typing import Any

from payments.lifecycle import ABANDONED, CAPTURED, DECLINED, SENT, WAITING
from payments.models import Payment

# What each status of Toss's has become with us; what is still going on is no news at all.
SETTLED = {
    "DONE": CAPTURED,
    "WAITING_FOR_DEPOSIT": WAITING,
    "ABORTED": DECLINED,
    "EXPIRED": ABANDONED,
}
UNDER_WAY = ("READY", "IN_PROGRESS")
SENT_BACK = ("CANCELED", "PARTIAL_CANCELED")


def is_known(payment: Payment, said: Mapping[str, Any]) -> bool:
    """`said` is believed in nothing: a lie is only told what we know without asking."""
    status = said.get("status")
    if not isinstance(status, str):
        return False
    if status in SENT_BACK:
        return _all_sent(payment, said.get("cancels"))
    return status in UNDER_WAY or SETTLED.get(status) == payment.status


def _all_sent(payment: Payment, cancels: Any) -> bool:
    """Whether each refund that is named is one that we know as sent; one that failed later is news."""
    if not isinstance(cancels, list) or not cancels:
        return False
    sent = set(payment.refunds.filter(status=SENT).values_list("reference", flat=True))
    return all(
        isinstance(cancel, dict)
        and cancel.get("cancelStatus", "DONE") == "DONE"
        and str(cancel.get("transactionKey")) in sent
        for cancel in cancels
    )
