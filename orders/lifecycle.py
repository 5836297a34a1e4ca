"""The lifecycle of an order: one table of legal moves."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.lifecycle import Attempt, Move
from core.lifecycle.conditions import is_system, needs_reason
from orders.access import carries_it, dispatches_it, hands_it_over, is_party, is_store_staff
from orders.adjusting import adjust_locked, fee_amount
from orders.adjustments import AdjustmentCode
from orders.events import (
    OrderAccepted,
    OrderBroughtBack,
    OrderCancelled,
    OrderCompleted,
    OrderDispatched,
    OrderExpired,
    OrderPaid,
    OrderReady,
    OrderRejected,
    OrderReleased,
    OrderTurnedIntoPickup,
)
from orders.fulfilment import Fulfilment
from orders.statuses import (
    ACCEPTED,
    CANCELLED,
    COMPLETED,
    DISPATCHED,
    EXPIRED,
    MAKING,
    PAID,
    PENDING,
    READY,
    REJECTED,
)
from stores.services import mark_sold_out

if TYPE_CHECKING:
    from orders.models import Order

# Of a usual order; one with more time to pay is a hold.
TIME_TO_PAY = timedelta(minutes=10)
MAX_MINUTES = 240  # that a store may promise; the objection below names it
REVIVAL = timedelta(hours=1)  # how long after its expiry a late payment can still revive an order


def is_delivery(order: "Order") -> bool:
    return order.is_delivery


def is_made(order: "Order") -> bool:
    """Whether the store accepts and prepares it."""
    return not order.kind.completes_when_paid


def leaves_the_store(order: "Order") -> bool:
    return bool(order.kind.carried_by)


def may_become_pickup(order: "Order") -> bool:
    return order.kind.may_turn_into == Fulfilment.PICKUP


def was_to_be_delivered(order: "Order") -> bool:
    """Whether a pickup was ordered as a delivery: only what is brought to the buyer has an address."""
    return order.fulfilment == Fulfilment.PICKUP and bool(order.address)


def is_no_bill(order: "Order") -> bool:
    """What is owed cannot be called off by who owes it."""
    return not order.is_bill


def not_yet_due(order: "Order", attempt: Attempt) -> Promise | None:
    return None if order.is_overdue(attempt.now) else _("There is still time to pay.")


def is_hold(order: "Order") -> bool:
    return order.is_hold


def too_late(order: "Order", attempt: Attempt) -> Promise | None:
    return None if order.takes_money(attempt.now) else _("The order expired too long ago.")


def needs_minutes(order: "Order", attempt: Attempt) -> Promise | None:
    if not order.kind.asks_minutes:
        return None
    minutes = attempt.details.get("minutes")
    fine = isinstance(minutes, int) and 1 <= minutes <= MAX_MINUTES
    return None if fine else _("Please say in how many minutes it will be ready (1 to 240).")


def completes_next(order: "Order") -> bool:
    """A pickup is handed over at the counter, a delivery is dispatched first, a ticket is paid only."""
    return order.status in order.kind.completes_from


def promise_ready(order: "Order", attempt: Attempt) -> list[str]:
    if not order.kind.asks_minutes:
        return []
    order.ready_by = attempt.now + timedelta(minutes=attempt.details["minutes"])
    return ["ready_by"]


def end_promise(order: "Order", attempt: Attempt) -> list[str]:
    """The time was promised for what now goes back to the store: nobody can be late for it any more."""
    order.ready_by = None
    return ["ready_by"]


def mark_products(order: "Order", attempt: Attempt) -> list[str]:
    """Mark those of the order's products as sold out that the store named in `sold_out`."""
    named = order.lines.filter(product__in=attempt.details.get("sold_out", ()))
    mark_sold_out(named.values_list("product_id", flat=True))
    return []


def take_off_delivery_fee(order: "Order", attempt: Attempt) -> list[str]:
    """Only what was really paid for the delivery is given back: a coupon may have covered the fee."""
    fee = fee_amount(order, AdjustmentCode.DELIVERY_FEE)
    if fee:
        code = AdjustmentCode.DELIVERY_FEE_OFF
        adjust_locked(order, code, -fee, fee=AdjustmentCode.DELIVERY_FEE)
    order.fulfilment = Fulfilment.PICKUP
    return ["fulfilment"]


# fmt: off
MOVES = {
    #                 from                to          who             event            objection
    "pay":       Move((PENDING,),         PAID,       is_system,      OrderPaid),
    "expire":    Move((PENDING,),         EXPIRED,    is_system,      OrderExpired,    not_yet_due),
    "revive":    Move((EXPIRED,),         PAID,       is_system,      OrderPaid,       too_late),
    "cancel":    Move((PENDING, PAID),    CANCELLED,  is_party,       OrderCancelled,
                      label=_("Cancel order"), applies=is_no_bill, style="outline-danger"),
    "release":   Move((PENDING,),         CANCELLED,  is_store_staff, OrderReleased,
                      label=_("Release the stock"), applies=is_hold, style="outline-danger"),
    "withdraw":  Move((PENDING,),         CANCELLED,  is_system,      OrderReleased,  needs_reason),
    "accept":    Move((PAID,),            ACCEPTED,   is_store_staff, OrderAccepted,   needs_minutes,
                      label=_("Accept"), applies=is_made, effect=promise_ready),
    "reject":    Move((PAID,),            REJECTED,   is_store_staff, OrderRejected,   needs_reason,
                      label=_("Reject"), applies=is_made, effect=mark_products,
                      style="outline-danger"),
    "prepare":   Move((ACCEPTED,),        READY,      is_store_staff, OrderReady,
                      label=pgettext_lazy("button", "Ready")),
    "dispatch":  Move(MAKING,             DISPATCHED, dispatches_it,  OrderDispatched,
                      applies=leaves_the_store),
    "bring_back": Move((DISPATCHED,),     READY,      carries_it,     OrderBroughtBack, needs_reason,
                      applies=is_delivery, effect=end_promise),
    "complete":  Move((DISPATCHED, READY, PAID), COMPLETED, hands_it_over, OrderCompleted,
                      label=_("Handed over"), applies=completes_next),
    "turn_into_pickup": Move(MAKING,      None,       is_store_staff, OrderTurnedIntoPickup,
                      label=_("Let the customer pick it up"), applies=may_become_pickup,
                      effect=take_off_delivery_fee, on_panel=True),
    "refuse_pickup": Move(MAKING,         CANCELLED,  is_party,       OrderCancelled,
                      label=_("Cancel order"), applies=was_to_be_delivered, style="outline-danger"),
    "cancel_by_store":  Move((*MAKING,DISPATCHED), CANCELLED, is_store_staff, OrderCancelled, needs_reason,
                      label=_("Call off"), effect=mark_products, style="outline-danger"),
}
# fmt: on

# The timeline's label of each completed step.
HISTORY_LABELS = {
    "start": _("Order placed"),
    "pay": _("Paid"),
    "expire": _("Expired: it was not paid in time"),
    "revive": _("Paid late, and taken up again"),
    "cancel": _("Cancelled"),
    "release": _("Released by the store: it was not paid"),
    "withdraw": _("Cancelled: what was ordered is not offered any more"),
    "accept": _("Accepted by the store"),
    "reject": _("Rejected by the store"),
    "prepare": _("Ready"),
    "dispatch": _("On its way"),
    "bring_back": _("Could not be delivered; it goes back to the store"),
    "complete": _("Handed over"),
    "turn_into_pickup": _("To be picked up instead; the delivery fee goes back"),
    "refuse_pickup": _("Cancelled"),
    "cancel_by_store": _("Called off by the store"),
}
