"""Packing: which pieces of an order go into a parcel. The order is always locked first."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SYSTEM, Actor, System
from core.lifecycle import MoveForbidden, MoveRefused, lock, move_locked, start
from orders.access import is_store_staff
from orders.fulfilment import STORE
from orders.models import Order, OrderLine
from orders.statuses import ACCEPTED, DISPATCHED, MAKING, PAID
from shipping.events import ParcelPacked
from shipping.lifecycle import PACKED, UNPACKED
from shipping.models import Parcel, ParcelLine, ReturnLine
from shipping.return_lifecycle import REFUNDED


class PackingRefused(MoveRefused):
    """The pieces cannot be packed; the text can be shown to the user as it is."""


def is_sent_by_store(order: Order) -> bool:
    return order.kind.carried_by == STORE


def left_to_pack(order: Order) -> dict[OrderLine, int]:
    """The pieces of each line that are in no parcel and not refunded; lines without any are left out."""
    packed = dict(
        ParcelLine.objects.filter(line__order=order)
        .exclude(parcel__status=UNPACKED)
        .values_list("line")
        .annotate(pieces=Sum("quantity"))
    )
    lines = list(order.lines.all())
    returned = returned_pieces(lines)
    left = {line: sent_in_all(line, returned) - packed.get(line.pk, 0) for line in lines}
    return {line: pieces for line, pieces in left.items() if pieces > 0}


def returned_pieces(lines: Iterable[OrderLine]) -> Mapping[int, int]:
    """{primary key of a line: pieces} that were refunded after they had been sent and came back."""
    refunded = [line.pk for line in lines if line.refunded]
    if not refunded:
        return {}
    rows = ReturnLine.objects.filter(line__in=refunded, goods_return__status=REFUNDED)
    return dict(rows.order_by().values_list("line").annotate(pieces=Sum("quantity")))


def sent_in_all(line: OrderLine, returned: Mapping[int, int]) -> int:
    """How many of its pieces leave the store, or have left: all but those refunded before they were sent."""
    return line.quantity - max(line.refunded - returned.get(line.pk, 0), 0)


@transaction.atomic
def pack(
    order: Order,
    pieces: Mapping[int, int] | None = None,
    *,
    by: Actor,
    now: datetime | None = None,
) -> Parcel:
    """Put pieces of a paid order into a parcel: {primary key of a line: pieces}; by default all that is left.

    A paid order is accepted by it, and one of which nothing is left is prepared. Raises PackingRefused for
    pieces that are packed, refunded or not of this order, MoveForbidden for others than the store, and
    MoveRefused where the order cannot be packed (any more).
    """
    lock(order)
    return pack_locked(order, pieces, by=by, now=now or timezone.now())


def pack_locked(
    order: Order, pieces: Mapping[int, int] | None = None, *, by: Actor, now: datetime
) -> Parcel:
    """As `pack`, for an order that the transaction has locked."""
    _refuse_unless_packable(order, by)
    if order.status == PAID:
        move_locked(order, "accept", by=by, now=now)
    left = left_to_pack(order)
    chosen = _chosen(left, pieces)
    parcel = Parcel.objects.create(order=order, packed_at=now)
    ParcelLine.objects.bulk_create(
        [ParcelLine(parcel=parcel, line=line, quantity=count) for line, count in chosen.items()]
    )
    start(parcel, by=by, event=ParcelPacked, now=now)
    if order.status == ACCEPTED and chosen == left:
        move_locked(order, "prepare", by=by, now=now)
    return parcel


def pack_rest(order: Order, *, now: datetime) -> None:
    """Pack what is left, as a move of the locked order says that it is packed."""
    if left_to_pack(order):
        pack_locked(order, by=SYSTEM, now=now)


def unpack_all(order: Order, *, now: datetime) -> None:
    """The locked order came to nothing: open what has not left yet."""
    for parcel in order.parcels.filter(status=PACKED):
        _unpack(parcel, order, now)


def unpack_refunded(order: Order, *, now: datetime) -> None:
    """Open the parcels of the locked order that would send refunded pieces: the store packs again."""
    for parcel in order.parcels.filter(status=PACKED).order_by("-pk"):
        lines = [each.line for each in parcel.lines.select_related("line")]
        returned = returned_pieces(lines)
        if any(pieces_in_parcels(line) > sent_in_all(line, returned) for line in lines):
            _unpack(parcel, order, now)


def _unpack(parcel: Parcel, order: Order, now: datetime) -> None:
    parcel.order = order
    lock(parcel)
    move_locked(parcel, "unpack", by=SYSTEM, now=now)


def pieces_in_parcels(line: OrderLine) -> int:
    rows = line.parcel_lines.exclude(parcel__status=UNPACKED)
    return rows.aggregate(pieces=Sum("quantity"))["pieces"] or 0


def _refuse_unless_packable(order: Order, by: Actor) -> None:
    as_a_whole = isinstance(by, System) and order.status == DISPATCHED
    if not isinstance(by, System) and not is_store_staff(order, by):
        raise MoveForbidden(_("You may not do this."))
    if not is_sent_by_store(order):
        raise PackingRefused(_("This order is not sent as a parcel."))
    if order.status not in (PAID, *MAKING) and not as_a_whole:
        raise MoveRefused(
            _("This cannot be done any more: it is now “%(status)s”.")
            % {"status": order.get_status_display()}
        )


def _chosen(
    left: Mapping[OrderLine, int], pieces: Mapping[int, int] | None
) -> dict[OrderLine, int]:
    if not left:
        raise PackingRefused(_("Everything is packed already."))
    if pieces is None:
        return dict(left)
    by_pk = {line.pk: line for line in left}
    chosen = {pk: count for pk, count in pieces.items() if count}
    if not chosen:
        raise PackingRefused(_("Choose at least one piece."))
    for pk, count in chosen.items():
        if pk not in by_pk or not 0 < count <= left[by_pk[pk]]:
            raise PackingRefused(_("So many pieces are not left to pack: please look again."))
    return {by_pk[pk]: count for pk, count in chosen.items()}
