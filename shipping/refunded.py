"""What follows for parcels and stock where pieces are refunded, or their order is cancelled.

The order is always locked first.
"""

from collections import Counter
from datetime import datetime

from django.db.models import Sum

from core.lifecycle import lock
from orders.models import Order, OrderLine
from orders.statuses import MAKING, PAID
from shipping.lifecycle import SENT
from shipping.models import ReturnLine
from shipping.packing import left_to_pack, pieces_in_parcels, unpack_refunded
from shipping.return_lifecycle import EXCHANGED
from shipping.services import dispatch_if_sent
from stores.models import StockCause
from stores.services import return_stock
from stores.stock import StockReason


def follow_refund(order: Order, *, now: datetime) -> None:
    """Pieces that were refunded before they left stay in the store, and are in stock again.

    If nothing else waits, the order has left with the parcels that have.
    """
    lock(order)
    unpack_refunded(order, now=now)
    if order.status not in (PAID, *MAKING):
        return
    _release_unsent(order, now)
    dispatch_if_sent(order, now=now)


def retain_sent(order: Order) -> None:
    """The locked order was cancelled: what has left the store does not return to its stock by that."""
    for line in order.lines.filter(reserved__gt=0).order_by("pk"):
        rows = line.parcel_lines.filter(parcel__status__in=SENT)
        sent = (rows.aggregate(pieces=Sum("quantity"))["pieces"] or 0) - _restocked(line)
        if sent > 0:
            line.reserved = max(line.reserved - sent, 0)
            line.save(update_fields=["reserved"])


def _release_unsent(order: Order, now: datetime) -> None:
    left = left_to_pack(order)
    pieces: Counter[int] = Counter()
    for line in order.lines.filter(reserved__gt=0).order_by("pk"):
        gone = pieces_in_parcels(line) - _restocked(line)
        unsent = line.reserved - gone - left.get(line, 0)
        if unsent > 0 and line.product_id:
            pieces[line.product_id] += unsent
            line.reserved -= unsent
            line.save(update_fields=["reserved"])
    return_stock(pieces, StockReason(StockCause.REFUNDED, order.number, at=now))


def _restocked(line: OrderLine) -> int:
    """Pieces that were sent and are in stock again; those of an exchange were replaced."""
    rows = ReturnLine.objects.filter(line=line).exclude(goods_return__status=EXCHANGED)
    return rows.aggregate(pieces=Sum("restocked"))["pieces"] or 0
