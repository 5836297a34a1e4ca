"""Which pieces of an order can be returned now, and until when."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from orders.fulfilment import STORE
from orders.models import Order, OrderLine
from orders.statuses import CAME_TO_NOTHING, COMPLETED
from shipping.return_calendar import last_day_before
from shipping.return_causes import Cause, last_moment
from shipping.return_lifecycle import EXCHANGED
from shipping.services import DELIVERED_AFTER


@dataclass(frozen=True, slots=True)
class Receipt:
    """The delivery of pieces of a line (its primary key) to the buyer."""

    line: int
    pieces: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """`pieces` can be returned for any reason, `faulty` if something is wrong with them: never fewer."""

    line: OrderLine
    pieces: int
    faulty: int

    def pieces_for(self, cause: str) -> int:
        return self.pieces if cause in (Cause.CHANGED_MIND, Cause.OTHER) else self.faulty


@dataclass(frozen=True, slots=True)
class ReturnWindow:
    """What of an order can be returned. `ended_at` is when the last period ended, if all have."""

    lines: list[ReturnableLine]
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return any(each.faulty for each in self.lines)

    @property
    def last_day(self) -> date | None:
        return last_day_before(self.ended_at) if self.ended_at else None

    @property
    def for_faults_only(self) -> bool:
        return not any(each.pieces for each in self.lines)


def has_returns(order: Order) -> bool:
    """Whether the order is shipped by its store, and was not cancelled, rejected or expired."""
    return order.kind.carried_by == STORE and order.status not in CAME_TO_NOTHING


def return_window(order: Order, now: datetime) -> ReturnWindow:
    """The window of an order; reads its lines, parcels, returns and history."""
    if not has_returns(order):
        return ReturnWindow([])
    receipts = [*_deliveries(order), *_replacements(order)]
    any_reason = _pieces_until(Cause.CHANGED_MIND, receipts, now)
    fault = _pieces_until(Cause.DAMAGED, receipts, now)
    lines = [
        ReturnableLine(
            line,
            pieces=min(any_reason[line.pk], line.available),
            faulty=min(fault[line.pk], line.available),
        )
        for line in order.lines.all()
    ]
    found = [each for each in lines if each.faulty]
    ends = [last_moment(Cause.DAMAGED, receipt.at) for receipt in receipts]
    is_over = bool(ends) and max(ends) <= now
    return ReturnWindow(found, max(ends) if is_over else None)


def _pieces_until(cause: str, receipts: list[Receipt], now: datetime) -> Counter[int]:
    pieces: Counter[int] = Counter()
    for receipt in receipts:
        if now < last_moment(cause, receipt.at):
            pieces[receipt.line] += receipt.pieces
    return pieces


def _deliveries(order: Order) -> Iterator[Receipt]:
    """By the delivered parcels; of an order without parcels by its completion."""
    parcels = list(order.parcels.prefetch_related("lines"))
    for parcel in parcels:
        if parcel.delivered_at:
            for row in parcel.lines.all():
                yield Receipt(row.line_id, row.quantity, parcel.delivered_at)
    if not parcels and order.status == COMPLETED:
        completion = order.history.filter(verb="complete").last()
        if completion is not None:
            yield from (
                Receipt(line.pk, line.quantity, completion.at) for line in order.lines.all()
            )


def _replacements(order: Order) -> Iterator[Receipt]:
    """Deliveries of replacements are not recorded: they count as parcels without confirmation."""
    exchanged = order.returns.filter(status=EXCHANGED, ended_at__isnull=False)
    for goods_return in exchanged.prefetch_related("lines"):
        arrival = cast(datetime, goods_return.ended_at) + DELIVERED_AFTER
        for row in goods_return.lines.all():
            yield Receipt(row.line_id, row.quantity, arrival)
