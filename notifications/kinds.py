"""The table of notification kinds. A new kind is a new row here and needs no migration."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.events import Event
from delivery.events import (
    DeliveryAssigned,
    DeliveryFailed,
    DeliveryReleased,
    DeliveryStopped,
    DeliveryUnclaimed,
)
from delivery.lifecycle import CARRIED
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
from orders.lifecycle import is_delivery
from orders.models import Order
from orders.statuses import Status
from payments.events import RefundFailed, RefundGivenUp, RefundSent

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a kind is for: which users it includes, the page on which they act on an order, its button.

    `reads_bill`: their mails list the lines and the total.
    """

    name: str
    label: Text
    includes: Callable[[User], bool]
    page: Callable[[Order], str]
    button: Text
    reads_bill: bool = True


@dataclass(frozen=True, slots=True)
class NotificationKind:
    """One row of the table.

    `title` and `sentence` may name %(number)s, %(store)s, %(total)s, %(time)s (the promised one) and
    %(amount)s (the refunded one); a reason is appended. `applies` is whether this event is worth a
    notification. A kind that `confirms` the recipient's own action is mailed too, and its notice is
    created as read.
    """

    code: str
    on: type[Event]
    to: Audience
    icon: str
    title: Text
    sentence: Text
    mailed: bool = True
    confirms: bool = False
    applies: Callable[[Any], bool] = lambda event: True
    page: Callable[[Order], str] | None = None

    def page_of(self, order: Order) -> str:
        """The path of the page on which the recipient acts: the kind's own, or else its audience's."""
        return (self.page or self.to.page)(order)


def _of_delivery(event: Any) -> bool:
    return is_delivery(event.order)


def _of_pickup(event: Any) -> bool:
    return not is_delivery(event.order)


def _cancelled_by_store(event: Any) -> bool:
    return bool(event.record.verb == "cancel_by_store")


def _cancelled_once_paid(event: Any) -> bool:
    """Before it was paid only the buyer knew of the order."""
    return not _cancelled_by_store(event) and event.record.source == Status.PAID


def _given_by_store(event: Any) -> bool:
    """A rider who takes a job needs no notification; one who is assigned it may not have the page open."""
    return bool(event.record.verb == "assign")


def _taken_from_rider(event: Any) -> bool:
    return bool(event.record.actor_id != event.order.carrier_id)


def _was_carried(event: Any) -> bool:
    return event.record.source in CARRIED


CUSTOMER = Audience(
    "customer",
    _("What you order"),
    includes=lambda user: True,
    page=lambda order: order.get_absolute_url(),
    button=_("Follow your order"),
)
OWNER = Audience(
    "owner",
    _("Your stores"),
    includes=lambda user: user.is_owner,
    page=lambda order: reverse("orders:sold-order", args=[order.number]),
    button=_("Open the order"),
)
RIDER = Audience(
    "rider",
    _("What you deliver"),
    includes=lambda user: user.is_rider,
    page=lambda order: reverse("delivery:ride", args=[order.number]),
    button=_("Open your rides"),
    reads_bill=False,
)

# fmt: off
KINDS = [
    NotificationKind("placed", OrderPaid, CUSTOMER, "receipt",
         pgettext_lazy("mail", "Order placed"),
         _("Thank you! %(store)s has your order and will answer shortly."), confirms=True),
    NotificationKind("accepted", OrderAccepted, CUSTOMER, "check-circle",
         _("Order accepted"),
         _("Promised for %(time)s: %(store)s is preparing your order.")),
    NotificationKind("rejected", OrderRejected, CUSTOMER, "slash-circle",
         _("Order rejected"),
         _("%(store)s cannot take your order. What you paid goes back to you.")),
    NotificationKind("ready", OrderReady, CUSTOMER, "bag-check",
         _("Ready to fetch"),
         _("Your order is waiting for you at %(store)s."), applies=_of_pickup),
    NotificationKind("dispatched", OrderDispatched, CUSTOMER, "bicycle",
         _("On its way"),
         _("Your order from %(store)s is on its way to you.")),
    NotificationKind("delivered", OrderCompleted, CUSTOMER, "house",
         _("Delivered"),
         _("Your order from %(store)s was delivered. Enjoy!"), applies=_of_delivery),
    NotificationKind("cancelled", OrderCancelled, CUSTOMER, "x-lg",
         _("Order cancelled"),
         _("Your order at %(store)s is cancelled. What you paid goes back to you."),
         confirms=True, applies=_cancelled_once_paid),
    NotificationKind("called-off", OrderCancelled, CUSTOMER, "slash-circle",
         _("Called off by the store"),
         _("%(store)s had to call off your order. What you paid goes back to you."),
         applies=_cancelled_by_store),
    NotificationKind("released", OrderReleased, CUSTOMER, "hourglass-split",
         _("Order no longer kept"),
         _("%(store)s could not wait any longer for your payment: the order is cancelled. Please transfer "
           "nothing for it; what still comes goes back to you.")),
    NotificationKind("refunded", RefundSent, CUSTOMER, "wallet2",
         _("Refunded"),
         _("%(amount)s for your order at %(store)s was sent back to you.")),
    NotificationKind("refund-again", RefundFailed, CUSTOMER, "arrow-clockwise",
         _("Refund did not arrive"),
         _("%(amount)s for your order at %(store)s came back to us. We send it once more.")),
    NotificationKind("refund-failed", RefundGivenUp, CUSTOMER, "exclamation-triangle",
         _("Refund could not be sent"),
         _("%(amount)s for your order at %(store)s could not be sent back the way you paid. It is still "
           "yours: %(store)s finds another way with you.")),
    NotificationKind("pickup", OrderTurnedIntoPickup, CUSTOMER, "bag",
         _("Please fetch it yourself"),
         _("No rider was free: please come to %(store)s. Without delivery your order costs %(total)s.")),
    NotificationKind("new-order", OrderPaid, OWNER, "bell",
         _("New order"),
         _("An order of %(total)s at %(store)s waits for your answer."), mailed=False),
    NotificationKind("order-cancelled", OrderCancelled, OWNER, "x-lg",
         _("Order cancelled by its customer"),
         _("The order at %(store)s is cancelled: nothing is left to do for it."),
         applies=_cancelled_once_paid),
    NotificationKind("unclaimed", DeliveryUnclaimed, OWNER, "hourglass-split",
         _("No rider yet"),
         _("Nobody took the delivery for ten minutes. Choose a rider, or turn it into a pickup.")),
    NotificationKind("undelivered", DeliveryFailed, OWNER, "exclamation-triangle",
         _("Could not be delivered"),
         _("The order comes back to %(store)s. Look for a rider again, or call it off.")),
    NotificationKind("refund-stuck", RefundGivenUp, OWNER, "exclamation-triangle",
         _("Refund could not be sent"),
         _("%(amount)s could not be sent back to the customer the way they paid. Agree on another way "
           "with them, and tell us once it is done.")),
    NotificationKind("job-given", DeliveryAssigned, RIDER, "bicycle",
         _("A delivery for you"),
         _("%(store)s gave you the delivery of order %(number)s."), applies=_given_by_store,
         page=lambda order: f"{reverse('delivery:given')}?number={order.number}"),
    NotificationKind("job-taken-back", DeliveryReleased, RIDER, "slash-circle",
         _("Delivery taken back"),
         _("%(store)s looks for another rider for order %(number)s."), applies=_taken_from_rider,
         page=lambda order: reverse("delivery:rides")),
    NotificationKind("job-stopped", DeliveryStopped, RIDER, "slash-circle",
         _("Delivery called off"),
         _("Order %(number)s of %(store)s needs no delivery any more."), applies=_was_carried),
]
# fmt: on

KIND = {kind.code: kind for kind in KINDS}


def kinds_on(event: Event) -> list[NotificationKind]:
    """The kinds of notification for this event."""
    return [kind for kind in KINDS if kind.on is type(event) and kind.applies(event)]


def kinds_for(user: User) -> list[NotificationKind]:
    """The kinds this user can ever be sent."""
    return [kind for kind in KINDS if kind.to.includes(user)]
