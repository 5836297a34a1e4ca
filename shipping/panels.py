"""What parcels add to pages of orders; config/panels.py places them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from core.actors import Actor
from core.lifecycle import OpenMove, open_moves
from core.panels import Panel
from orders.models import Order, OrderLine
from orders.statuses import MAKING, UNACCEPTED
from orders.statuses import Status as OrderStatus
from shipping.lifecycle import DISPATCHED, PACKED
from shipping.models import Carrier, Parcel, ParcelMove, StoreShipping
from shipping.packing import is_sent_by_store, returned_pieces, sent_in_all


@dataclass(frozen=True)
class ShownParcel:
    """A parcel with its number among those of its order, and the moves open to the reader."""

    parcel: Parcel
    place: int
    reader: Actor

    @property
    def is_packed(self) -> bool:
        return self.parcel.status == PACKED

    @cached_property
    def steps(self) -> list[OpenMove]:
        return open_moves(self.parcel, self.reader)

    @property
    def history(self) -> list[ParcelMove]:
        return list(self.parcel.history.all())

    @property
    def may_be_confirmed(self) -> bool:
        return self.parcel.may_be_confirmed_by(self.reader)


@dataclass(frozen=True)
class State:
    """The parcels of an order, what is left to pack of it, and the carrier that is proposed."""

    order: Order
    parcels: Sequence[ShownParcel]
    left: Mapping[OrderLine, int]
    carriers: Sequence[Carrier]
    proposed: int | None

    @property
    def is_packable(self) -> bool:
        return self.order.status in MAKING and bool(self.left)

    @property
    def sent(self) -> int:
        return sum(each.parcel.pieces for each in self.parcels if each.parcel.is_sent)

    @property
    def pieces(self) -> int:
        return sum(each.parcel.pieces for each in self.parcels) + sum(self.left.values())

    @property
    def is_partly_sent(self) -> bool:
        return 0 < self.sent < self.pieces

    @property
    def ends_with_order(self) -> bool:
        """Whether the order's own step says what is left to say: its last parcel was delivered."""
        under_way = [each for each in self.parcels if each.parcel.status == DISPATCHED]
        return self.order.status == OrderStatus.DISPATCHED and len(under_way) == 1

    @property
    def version(self) -> str:
        of_parcels = [
            f"{each.parcel.code}{each.parcel.status}{each.parcel.carrier_id}{each.parcel.tracking_number}"
            for each in self.parcels
        ]
        return ".".join([*of_parcels, str(sum(self.left.values()))])


def board_card_parcels(
    orders: Sequence[Order], reader: Actor, now: datetime
) -> Mapping[int, Panel]:
    """What is packed, sent and left of an order on its card, with the form that sends the rest."""
    return _panels("shipping/_board_card.html", orders, reader)


def buyer_parcels(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """Where the parcels are: for the page where a buyer follows the order."""
    return _panels("shipping/_order.html", orders, reader)


def sold_parcels(orders: Sequence[Order], reader: Actor, now: datetime) -> Mapping[int, Panel]:
    """Everything about the parcels, and the store's moves: for the store's page of an order."""
    return _panels("shipping/_sold.html", orders, reader)


def _panels(template: str, orders: Sequence[Order], reader: Actor) -> dict[int, Panel]:
    sent = [o for o in orders if is_sent_by_store(o) and o.status not in UNACCEPTED]
    states = _states(sent, reader) if sent else []
    return {state.order.pk: Panel(template, state, state.version) for state in states}


def _states(orders: Sequence[Order], reader: Actor) -> list[State]:
    """In six queries, one more where something was refunded, whatever the number of orders."""
    by_pk = {order.pk: order for order in orders}
    found: dict[int, list[Parcel]] = defaultdict(list)
    parcels = Parcel.objects.live().filter(order__in=by_pk).select_related("carrier")
    for parcel in parcels.prefetch_related("lines__line", "history__actor").order_by("pk"):
        parcel.order = by_pk[parcel.order_id]
        found[parcel.order_id].append(parcel)
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(order__in=by_pk):
        lines[line.order_id].append(line)
    returned = returned_pieces(line for each in lines.values() for line in each)
    carriers = list(Carrier.objects.filter(is_offered=True))
    stores = {order.store_id for order in orders}
    proposed = dict(StoreShipping.objects.filter(store__in=stores).values_list("store", "carrier"))
    return [
        State(
            order,
            [ShownParcel(each, place, reader) for place, each in enumerate(found[order.pk], 1)],
            _left(lines[order.pk], found[order.pk], returned),
            carriers,
            proposed.get(order.store_id),
        )
        for order in orders
    ]


def _left(
    lines: Sequence[OrderLine], parcels: Sequence[Parcel], returned: Mapping[int, int]
) -> dict[OrderLine, int]:
    """As packing.left_to_pack, of rows that are loaded already."""
    packed: Counter[int] = Counter()
    for parcel in parcels:
        for each in parcel.lines.all():
            packed[each.line_id] += each.quantity
    left = {line: sent_in_all(line, returned) - packed[line.pk] for line in lines}
    return {line: pieces for line, pieces in left.items() if pieces > 0}
