"""What buyers and stores are notified of, listed in config/notifications.py."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.money import format_money
from core.notifications import Audience, Guest, NotificationKind, Users
from orders.events import (
    OrderAccepted,
    OrderCancelled,
    OrderCompleted,
    OrderDispatched,
    OrderPaid,
    OrderReady,
    OrderRejected,
    OrderReleased,
    OrderTurnedIntoPickup,
)
from orders.fulfilment import STORE as SENT_BY_STORE
from orders.fulfilment import Fulfilment
from orders.models import Order
from orders.queries import adjustments_of_order, lines_of_order
from orders.statuses import Status
from stores.access import Right, members_with, rights_of

BUYER = Audience(_("What you order"), includes=lambda user: True)
STORE = Audience(_("Your stores"), includes=lambda user: Right.WORK_BOARD in rights_of(user))


def buyer_of(event: Any) -> Users | Guest:
    order: Order = event.order
    if order.customer_id is None:
        return Guest(order.email, order.language)
    return Users(pk=order.customer_id)


def members_who_may(right: Right) -> Callable[[Any], Users]:
    """The members of the order's store who have the right."""
    return lambda event: members_with(event.order.store_id, right)


def order_facts(
    order: Order, amount: Decimal | None = None, currency: str = ""
) -> Mapping[str, object]:
    """Placeholders of the words; %(time)s is the promised one, %(amount)s a refund's, else the total."""
    money = (order.total, order.currency) if amount is None else (amount, currency)
    return {
        "number": order.number,
        "store": order.store,
        "total": format_money(order.total, order.currency),
        "time": _time(order),
        "amount": format_money(money[0], money[1] or order.currency),
    }


def bill_of(mail: Any) -> Mapping[str, object]:
    """The order's lines and adjustments for the mail's template."""
    return {
        "order": mail.order,
        "lines": lines_of_order.all(mail.order_id),
        "adjustments": adjustments_of_order.all(mail.order_id),
    }


def _time(order: Order) -> str:
    if order.ready_by is None:
        return ""
    return time_format(timezone.localtime(order.ready_by), "TIME_FORMAT")


def _is_brought(event: Any) -> bool:
    """By a rider: of its parcels a buyer is told one by one."""
    return bool(event.order.is_delivery)


def _is_no_parcel(event: Any) -> bool:
    return bool(event.order.kind.carried_by != SENT_BY_STORE)


def _is_packed(event: Any) -> bool:
    """Accepted, it is packed next."""
    return not _is_no_parcel(event)


def _is_collected(event: Any) -> bool:
    return bool(event.order.kind.is_collected)


def _is_promised(event: Any) -> bool:
    """For a time, when it is accepted."""
    return bool(event.order.kind.asks_minutes)


def _is_not_promised(event: Any) -> bool:
    return not _is_promised(event) and _is_no_parcel(event)


def _is_answered(event: Any) -> bool:
    """The store accepts it or rejects it."""
    return not event.order.kind.completes_when_paid


def _is_complete(event: Any) -> bool:
    """With its payment, such as a ticket."""
    return bool(event.order.kind.completes_when_paid)


def _is_complete_and_no_ticket(event: Any) -> bool:
    """Of tickets their own app notifies the buyer."""
    return _is_complete(event) and event.order.fulfilment != Fulfilment.TICKET


def _cancelled_by_store(event: Any) -> bool:
    return bool(event.record.verb == "cancel_by_store")


def _is_withdrawn(event: Any) -> bool:
    return bool(event.record.verb == "withdraw")


def _is_given_up(event: Any) -> bool:
    """By the store, which waits no longer."""
    return not _is_withdrawn(event)


def _cancelled_once_paid(event: Any) -> bool:
    """Before it was paid only the buyer knew of the order."""
    return not _cancelled_by_store(event) and event.record.source == Status.PAID


about_order = partial(
    NotificationKind,
    facts=lambda event: order_facts(event.order),
    about="%(number)s",
    subject="%(title)s · %(store)s · %(number)s",
)
about_bought_order = partial(
    about_order,
    audience=BUYER,
    recipients=buyer_of,
    link=lambda event: event.order.get_absolute_url(),
    button=_("Follow your order"),
    mail_context=bill_of,
)


def to_buyer(
    applies: Callable[[Any], bool] = lambda event: True, **fields: Any
) -> NotificationKind:
    """Of bills their own app notifies their payers."""
    return about_bought_order(
        applies=lambda event: not event.order.is_bill and applies(event), **fields
    )


to_store = partial(
    about_order,
    audience=STORE,
    recipients=members_who_may(Right.WORK_BOARD),
    link=lambda event: reverse("orders:sold-order", args=[event.order.number]),
    button=_("Open the order"),
    mail_context=bill_of,
)

# fmt: off
ORDER_NOTIFICATIONS = [
    to_buyer(code="placed", on=OrderPaid, icon="receipt",
        title=pgettext_lazy("mail", "Order placed"),
        text=_("Thank you! %(store)s has your order and will answer shortly."), confirms=True,
        applies=_is_answered),
    to_buyer(code="bought", variant_of="placed", on=OrderPaid, icon="receipt",
        title=pgettext_lazy("mail", "Order complete"),
        text=_("Thank you! Your order at %(store)s is paid and complete."), confirms=True,
        applies=_is_complete_and_no_ticket),
    to_buyer(code="accepted", on=OrderAccepted, icon="check-circle",
        title=_("Order accepted"),
        text=_("Promised for %(time)s: %(store)s is preparing your order."), applies=_is_promised),
    to_buyer(code="accepted-untimed", variant_of="accepted", on=OrderAccepted, icon="check-circle",
        title=_("Order accepted"),
        text=_("%(store)s has accepted your order and is preparing it."), applies=_is_not_promised),
    to_buyer(code="accepted-parcel", variant_of="accepted", on=OrderAccepted, icon="check-circle",
        title=_("Order accepted"),
        text=_("%(store)s has accepted your order and is packing it."), applies=_is_packed),
    to_buyer(code="rejected", on=OrderRejected, icon="slash-circle",
        title=_("Order rejected"),
        text=_("%(store)s cannot take your order. What you paid goes back to you.")),
    to_buyer(code="ready", on=OrderReady, icon="bag-check",
        title=_("Ready to fetch"),
        text=_("Your order is waiting for you at %(store)s."), applies=_is_collected),
    to_buyer(code="dispatched", on=OrderDispatched, icon="bicycle",
        title=_("On its way"),
        text=_("Your order from %(store)s is on its way to you."), applies=_is_no_parcel),
    to_buyer(code="delivered", on=OrderCompleted, icon="house",
        title=_("Delivered"),
        text=_("Your order from %(store)s was delivered. Enjoy!"), applies=_is_brought),
    to_buyer(code="cancelled", on=OrderCancelled, icon="x-lg",
        title=_("Order cancelled"),
        text=_("Your order at %(store)s is cancelled. What you paid goes back to you."),
        confirms=True, applies=_cancelled_once_paid),
    to_buyer(code="called-off", on=OrderCancelled, icon="slash-circle",
        title=_("Called off by the store"),
        text=_("%(store)s had to call off your order. What you paid goes back to you."),
        applies=_cancelled_by_store),
    to_buyer(code="released", on=OrderReleased, icon="hourglass-split",
        title=_("Order no longer kept"),
        text=_("%(store)s could not wait any longer for your payment: the order is cancelled. Please "
               "transfer nothing for it; what still comes goes back to you."),
        applies=_is_given_up),
    to_buyer(code="withdrawn", variant_of="released", on=OrderReleased, icon="slash-circle",
        title=_("Order cancelled"),
        text=_("What you ordered at %(store)s does not take place or is not offered any more: the order is "
               "cancelled. Please transfer nothing for it; what still comes goes back to you."),
        applies=_is_withdrawn),
    to_buyer(code="pickup", on=OrderTurnedIntoPickup, icon="bag",
        title=_("Please fetch it yourself"),
        text=_("No rider was free: please come to %(store)s. Without delivery your order costs %(total)s.")),
    to_store(code="new-order", on=OrderPaid, icon="bell",
        title=_("New order"),
        text=_("An order of %(total)s at %(store)s waits for your answer."), mailed=False,
        applies=_is_answered),
    to_store(code="sold", variant_of="new-order", on=OrderPaid, icon="receipt",
        title=_("Sold"),
        text=_("An order of %(total)s at %(store)s is paid: nothing is left to do for it."), mailed=False,
        applies=_is_complete),
    to_store(code="order-cancelled", on=OrderCancelled, icon="x-lg",
        title=_("Order cancelled by its customer"),
        text=_("The order at %(store)s is cancelled: nothing is left to do for it."),
        applies=_cancelled_once_paid),
]
# fmt: on
