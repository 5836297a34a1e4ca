"""What buyers and stores are notified of about refunds, listed in config/notifications.py."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.notifications import Occurrence, occurrence_of_move
from orders.notifications import members_who_may, order_facts, to_buyer, to_store
from payments.events import RefundFailed, RefundGivenUp, RefundSent
from stores.access import Right


def _occurrence(event: Any) -> Occurrence:
    refund = event.row
    move = occurrence_of_move(event)
    return replace(move, amount=refund.amount, currency=refund.payment.currency)


def _facts(event: Any) -> Mapping[str, object]:
    refund = event.row
    return order_facts(event.order, refund.amount, refund.payment.currency)


_to_buyer = partial(to_buyer, occurrence=_occurrence, facts=_facts)
_to_refunders = partial(
    to_store, occurrence=_occurrence, facts=_facts, recipients=members_who_may(Right.REFUND)
)

# fmt: off
REFUND_NOTIFICATIONS = [
    _to_buyer(code="refunded", on=RefundSent, icon="wallet2",
        title=_("Refunded"),
        text=_("%(amount)s for your order at %(store)s was sent back to you.")),
    _to_buyer(code="refund-again", on=RefundFailed, icon="arrow-clockwise",
        title=_("Refund did not arrive"),
        text=_("%(amount)s for your order at %(store)s came back to us. We send it once more.")),
    _to_buyer(code="refund-failed", on=RefundGivenUp, icon="exclamation-triangle",
        title=_("Refund could not be sent"),
        text=_("%(amount)s for your order at %(store)s could not be sent back the way you paid. It is still "
               "yours: %(store)s finds another way with you.")),
    _to_refunders(code="refund-stuck", on=RefundGivenUp, icon="exclamation-triangle",
        title=_("Refund could not be sent"),
        text=_("%(amount)s could not be sent back to the customer the way they paid. Agree on another way "
               "with them, and tell us once it is done.")),
]
# fmt: on
