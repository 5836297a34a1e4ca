"""Dispatches orders by rows of a file: each row for itself, and a row again changes nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import MoveRefused
from orders.models import Order
from orders.statuses import MAKING, PAID
from shipping.bulk.reading import DispatchRow
from shipping.bulk_outcomes import FINE, Outcome
from shipping.lifecycle import PACKED, SENT
from shipping.models import Carrier, Parcel
from shipping.packing import is_sent_by_store, left_to_pack
from shipping.services import dispatch, send
from shipping.tracking import compact, objection

ALL = slice(None)


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row; of a wrong one `reason` is a sentence."""

    row: DispatchRow
    outcome: Outcome
    reason: str = ""

    @property
    def is_fine(self) -> bool:
        return self.outcome in FINE


class _Wrong(Exception):
    """The row cannot be done; the text can be shown to the user as it is."""


def preview_rows(rows: Sequence[DispatchRow], user: User) -> list[RowResult]:
    """What `dispatch_rows` would do now; changes nothing."""
    return [result for result, _order, _carrier in _checked(rows, user)]


def dispatch_rows(
    rows: Sequence[DispatchRow], user: User, now: datetime, part: slice = ALL
) -> list[RowResult]:
    """Dispatch what each row of the part names: a wrong row changes nothing and stops no other.

    Orders of other stores are unknown to the user. The rows beside the part count for doubles only.
    """
    results = []
    for result, order, carrier in _checked(rows, user, part):
        if result.outcome == Outcome.READY and order is not None:
            results.append(_dispatched(result.row, order, carrier, user, now))
        else:
            results.append(result)
    return results


def _checked(
    rows: Sequence[DispatchRow], user: User, part: slice = ALL
) -> list[tuple[RowResult, Order | None, Carrier | None]]:
    numbers = {row.number for row in rows[part]}
    sold = Order.objects.sold_by(user).filter(number__in=numbers)
    orders = {
        order.number: order
        for order in sold.select_related("store").prefetch_related("parcels__carrier")
    }
    carriers = _carriers()
    filled = [row for row in rows if row.carrier or row.tracking]
    doubles = Counter(row.number for row in filled)
    tracked = Counter(_tracked(row) for row in filled if row.tracking)
    checked = []
    for row in rows[part]:
        order = orders.get(row.number)
        carrier = carriers.get(row.carrier.casefold())
        try:
            double = doubles[row.number] > 1
            shared = tracked[_tracked(row)] > 1
            result = _check(row, order, carrier, double, shared)
        except _Wrong as wrong:
            result = RowResult(row, Outcome.WRONG, str(wrong))
        checked.append((result, order, carrier))
    return checked


def _check(
    row: DispatchRow, order: Order | None, carrier: Carrier | None, double: bool, shared: bool
) -> RowResult:
    if order is None:
        raise _Wrong(_("There is no such order in your stores."))
    if not (row.carrier or row.tracking):
        return RowResult(row, Outcome.SKIPPED)
    if double:
        raise _Wrong(_("The order is in the file more than once."))
    if carrier is None:
        raise _Wrong(_("This carrier is not known: please write it as in the list."))
    _refuse_bad_number(row, carrier)
    if shared and row.tracking:
        raise _Wrong(_("The tracking number is in the file more than once."))
    sent = [parcel for parcel in order.parcels.all() if parcel.status in SENT]
    number = compact(row.tracking)
    if any((p.carrier_id, compact(p.tracking_number)) == (carrier.pk, number) for p in sent):
        return RowResult(row, Outcome.ALREADY)
    if sent and order.status not in (PAID, *MAKING):
        raise _Wrong(_("It left with another number: correct it on the page of the order."))
    if not is_sent_by_store(order) or order.status not in (PAID, *MAKING):
        status = {"status": order.get_status_display()}
        raise _Wrong(_("It cannot be sent: it is “%(status)s”.") % status)
    if len(_packed(order)) > 1:
        raise _Wrong(_("It has several parcels: dispatch them on the page of the order."))
    return RowResult(row, Outcome.READY)


def _refuse_bad_number(row: DispatchRow, carrier: Carrier) -> None:
    if "E+" in row.tracking.upper():
        raise _Wrong(
            _("The spreadsheet has rounded the tracking number: format the column as text.")
        )
    if problem := objection(carrier, row.tracking):
        raise _Wrong(str(problem))


def _dispatched(
    row: DispatchRow, order: Order, carrier: Carrier | None, user: User, now: datetime
) -> RowResult:
    """The one packed parcel if nothing is left beside it, else everything that is left."""
    details = {"carrier": carrier, "tracking_number": row.tracking}
    waiting = _packed(order)
    try:
        if waiting and not left_to_pack(order):
            waiting[0].order = order
            dispatch(waiting[0], by=user, now=now, **details)  # type: ignore[arg-type]
        else:
            send(order, by=user, now=now, **details)  # type: ignore[arg-type]
    except MoveRefused as refusal:
        return RowResult(row, Outcome.WRONG, str(refusal))
    return RowResult(row, Outcome.DONE)


def _tracked(row: DispatchRow) -> tuple[str, str]:
    return row.carrier.casefold(), compact(row.tracking)


def _packed(order: Order) -> list[Parcel]:
    return [parcel for parcel in order.parcels.all() if parcel.status == PACKED]


def _carriers() -> dict[str, Carrier]:
    """By code and by its names, in any case."""
    return {
        name.casefold(): carrier
        for carrier in Carrier.objects.filter(is_offered=True)
        for name in (carrier.code, carrier.name, carrier.name_ko)
        if name
    }
