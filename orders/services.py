"""Verbs on orders that are more than a bare move."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move, move_locked
from core.sweeps import sweep
from orders.models import Order
from orders.statuses import Status
from stores.models import StockCause
from stores.services import SoldOut, reserve_stock, return_stock
from stores.stock import StockReason


class OutOfStock(MoveRefused):
    """An expired order cannot be revived: what it had reserved was sold meanwhile."""


def receive_money(order: Order, now: datetime | None = None) -> None:
    """Mark the order as paid, or revive it if it has just expired and is still in stock.

    Raises MoveRefused, such as OutOfStock, if the payment must be refunded. Call it with the order
    locked and the payment recorded, in that transaction.
    """
    with transaction.atomic():
        if order.status == Status.EXPIRED:
            _lock_people(order)
            _reserve_again(order, now)
            move_locked(order, "revive", by=SYSTEM, now=now)
        else:
            move_locked(order, "pay", by=SYSTEM, now=now)


def set_carrier(order: Order, carrier_id: int | None) -> None:
    """Set who carries the order (a user's primary key), or None. Call it with the order locked."""
    if order.carrier_id != carrier_id:
        order.carrier_id = carrier_id
        order.save(update_fields=["carrier"])


def expire_unpaid_orders(now: datetime | None = None) -> int:
    """Expire every order whose time to pay is over, each in its own transaction; returns how many.

    An error with one does not stop the others; errors are raised as a group at the end.
    """
    now = now or timezone.now()
    due = Order.objects.filter(status=Status.PENDING, pay_by__lte=now).order_by("pay_by")
    return sweep(due, lambda order: _expire(order, now), failed="orders that could not be expired")


def return_stock_of(order: Order, cause: StockCause, now: datetime | None = None) -> None:
    """Return to stock what the order has reserved. Call it with the order locked."""
    lines = order.lines.filter(reserved__gt=0)
    reason = StockReason(cause, order.number, at=now)
    return_stock(pieces_by_product(lines.values_list("product_id", "reserved")), reason)
    lines.update(reserved=0)


def pieces_by_product(pieces: Iterable[tuple[int | None, int]]) -> Counter[int]:
    """{product id: pieces} over lines; lines of deleted products are ignored."""
    quantities: Counter[int] = Counter()
    for product_id, quantity in pieces:
        if product_id is not None:
            quantities[product_id] += quantity
    return quantities


def _expire(order: Order, now: datetime) -> bool:
    try:
        move(order, "expire", by=SYSTEM, now=now)
    except MoveRefused:
        return False  # paid or cancelled meanwhile
    return True


def _lock_people(order: Order) -> None:
    """Raise MoveRefused if the buyer or the owner deleted the account; an expired order does not prevent it.

    Until the transaction ends, neither can.
    """
    ids = [pk for pk in {order.customer_id, order.store.owner_id} if pk is not None]
    users = User.objects.select_for_update(no_key=True).filter(pk__in=ids, is_active=True)
    if len(users.order_by("pk").values_list("pk")) < len(ids):
        raise MoveRefused(_("This account was deleted."))


def _reserve_again(order: Order, now: datetime | None) -> None:
    """Needs the order locked, and everything that it had reserved returned to stock."""
    pieces = pieces_by_product(order.lines.values_list("product_id", "quantity"))
    try:
        counted = reserve_stock(pieces, StockReason(StockCause.REVIVED, order.number, at=now))
    except SoldOut as shortage:
        raise OutOfStock(str(shortage)) from shortage
    order.lines.filter(product__in=counted).update(reserved=F("quantity"))
