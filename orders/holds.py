"""Limits on unpaid orders, which hold their stock: within the usual time to pay, and for longer.

Longer ones are those that wait for a bank transfer, for example; they are limited more strictly.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.events import publish
from core.prepared import Prepared
from orders.baskets import OrderRefused
from orders.events import OrderHeld
from orders.lifecycle import TIME_TO_PAY
from orders.models import Order
from orders.queries import by_identity
from orders.statuses import Status

NO_VISITOR = UUID(int=0)  # of a guest whose browser has no key
ADVISORY_LOCK = (0x4A55, 1)  # of PostgreSQL: this project's class id, and the lock within it


class HoldRefused(Exception):
    """The order may not hold its stock for longer than usual; the text can be shown to the user as it is."""


def hold_until(order: Order, until: datetime) -> None:
    """Extend the time to pay of an unpaid order to `until` (aware), if that is later; a bill has none.

    Call it with the order locked. Raises HoldRefused if its buyer, their network or the store has too
    many orders waiting; concurrent calls cannot exceed the limits either.
    """
    if order.status != Status.PENDING or order.pay_by is None or order.pay_by >= until:
        return
    if not order.is_hold and until > order.placed_at + TIME_TO_PAY:
        _one_at_a_time()
        refuse_beyond_limits(order)
    publish(OrderHeld(order, until))
    order.pay_by = until
    order.save(update_fields=["pay_by"])


def refuse_beyond_unpaid(order: Order, now: datetime) -> None:
    """Raise OrderRefused for an order placed just now if too many of its buyer's wait for their payment.

    An account answers for itself; a guest, who may delete the browser's cookies, shares a limit with all
    guests of the network. Without a lock: orders placed at the same moment may exceed it by as many.
    """
    if order.customer_id:
        _refuse_unpaid_of_buyer(len(unpaid_of_account.all(order.customer_id, now)))
        return
    key = order.visitor_key or NO_VISITOR
    found = unpaid_of_guests.all(key, order.network, now)
    _refuse_unpaid_of_buyer(sum(visitor == key for visitor, _network in found))
    of_network = [network for _visitor, network in found if network and network == order.network]
    if len(of_network) > settings.UNPAID_PER_NETWORK:
        raise OrderRefused(
            _(
                "Many orders from your network wait for payment right now. Please sign in to order, or try"
                " again in a few minutes."
            )
        )


def _refuse_unpaid_of_buyer(count: int) -> None:
    """With the order that is placed just now."""
    if count > settings.UNPAID_PER_BUYER:
        raise OrderRefused(
            ngettext(
                "An order of yours waits for payment already. Pay or cancel it, or try again in a few"
                " minutes.",
                "%(count)s orders of yours wait for payment already. Pay or cancel one of those, or try"
                " again in a few minutes.",
                count - 1,
            )
            % {"count": count - 1}
        )


@Prepared
def unpaid_of_account(user_id: int, now: datetime) -> "QuerySet[Order, Any]":
    return Order.objects.unpaid(now).filter(customer=user_id).order_by().values_list("pk")


@Prepared
def unpaid_of_guests(visitor_key: UUID, network: str, now: datetime) -> "QuerySet[Order, Any]":
    """The browser and network of each; a network that is not known is nobody's."""
    same = Q(visitor_key=visitor_key) | Q(network=network) & ~Q(network="")
    unpaid = Order.objects.unpaid(now).filter(same, customer=None)
    return unpaid.order_by().values_list("visitor_key", "network")


def refuse_beyond_limits(order: Order) -> None:
    """Raise the HoldRefused that `hold_until` would raise now, and change nothing."""
    held = _count_others(order)
    if held["buyer"] >= settings.HOLDS_PER_BUYER:
        raise HoldRefused(
            _(
                "%(count)s orders of yours wait for a transfer already. Choose another way to pay, or pay or"
                " cancel one of those first."
            )
            % {"count": held["buyer"]}
        )
    if held["network"] >= settings.HOLDS_PER_NETWORK:
        raise HoldRefused(
            _("Too many orders from your network wait for a transfer. Choose another way to pay.")
        )
    if held["store"] >= settings.HOLDS_PER_STORE:
        raise HoldRefused(
            _("Too many orders at %(store)s wait for a transfer. Choose another way to pay.")
            % {"store": order.store}
        )


def _count_others(order: Order) -> dict[str, int]:
    """Count the other orders that hold stock: of the same buyer, network and store."""
    holds = Order.objects.holding().exclude(pk=order.pk).order_by()
    counts: dict[str, int] = holds.aggregate(
        buyer=Count("pk", filter=_of_buyer(order)),
        network=Count("pk", filter=Q(network=order.network) & ~Q(network="")),
        store=Count("pk", filter=Q(store=order.store_id)),
    )
    return counts


def _of_buyer(order: Order) -> Q:
    """Orders of the same account or browser; of a guest, also guests' orders with the same e-mail or phone.

    Anybody can type those: what others order with them uses up nothing of an account.
    """
    if order.customer_id:
        same = Q(customer=order.customer_id)
    else:
        same = by_identity(order.email, order.phone) & Q(customer=None)
    if order.visitor_key:
        same |= Q(visitor_key=order.visitor_key)
    return same


def _one_at_a_time() -> None:
    """Serialize until the end of the transaction, so that each count sees the holds before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", ADVISORY_LOCK)
