"""Verbs on parcels that are more than a bare move. An order is locked before its parcels."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.lifecycle import AlreadyDone, MoveRefused, lock, move, move_locked
from core.sweeps import sweep
from orders.models import Order
from orders.statuses import DISPATCHED, MAKING
from shipping import lifecycle
from shipping.lifecycle import PACKED
from shipping.models import Carrier, Parcel, StoreShipping
from shipping.models.carriers import OTHER
from shipping.packing import left_to_pack, pack_locked, pack_rest

DELIVERED_AFTER = timedelta(days=10)  # after dispatch, without a confirmed delivery


@transaction.atomic
def dispatch(
    parcel: Parcel,
    *,
    carrier: Carrier | None,
    tracking_number: str = "",
    by: Actor,
    now: datetime | None = None,
) -> Any:
    """Dispatch a packed parcel, and its order with the last of its pieces. Returns the history row.

    The carrier becomes the default of the store's next parcel. Raises MoveRefused, such as for a missing
    carrier, an invalid tracking number, or a cancelled order.
    """
    lock(parcel)
    return _dispatch_locked(parcel, carrier, tracking_number, by, now or timezone.now())


@transaction.atomic
def send(
    order: Order,
    *,
    carrier: Carrier | None,
    tracking_number: str = "",
    by: Actor,
    now: datetime | None = None,
) -> Parcel:
    """Pack all unpacked pieces of the order into one parcel, and dispatch it; raises MoveRefused."""
    now = now or timezone.now()
    lock(order)
    parcel = pack_locked(order, by=by, now=now)
    _dispatch_locked(parcel, carrier, tracking_number, by, now)
    return parcel


def correct(
    parcel: Parcel,
    *,
    carrier: Carrier | None,
    tracking_number: str = "",
    by: Actor,
    now: datetime | None = None,
) -> Any:
    """Replace the carrier and the tracking number of a dispatched parcel; its buyer is notified.

    Returns the history row; raises MoveRefused, AlreadyDone if nothing changes.
    """
    with transaction.atomic():
        lock(parcel)
        if (parcel.carrier, parcel.tracking_number) == (carrier, tracking_number):
            raise AlreadyDone(str(lifecycle.HISTORY_LABELS["correct"]))
        details = {"carrier": carrier, "tracking_number": tracking_number}
        note = _note(carrier, tracking_number)
        return move_locked(parcel, "correct", by=by, now=now, note=note, **details)


def dispatch_rest(order: Order, *, now: datetime) -> None:
    """Dispatch the remaining parcels of a locked order that was dispatched as a whole.

    Their carrier is unknown: OTHER.
    """
    pack_rest(order, now=now)
    other = Carrier.objects.get(code=OTHER)
    for parcel in order.parcels.filter(status=PACKED):
        parcel.order = order
        lock(parcel)
        move_locked(parcel, "dispatch", by=SYSTEM, now=now, carrier=other)


def dispatch_if_sent(order: Order, *, now: datetime) -> None:
    """After a refund: dispatch the locked order if nothing remains to be sent, and complete it if delivered.

    An order without a dispatched parcel is not changed.
    """
    is_partly_sent = order.parcels.filter(status__in=lifecycle.SENT).exists()
    if order.status in MAKING and is_partly_sent and not _is_incomplete(order):
        move_locked(order, "dispatch", by=SYSTEM, now=now)
        complete_if_delivered(order, now=now)


def deliver_rest(order: Order, *, now: datetime) -> None:
    """Mark the dispatched parcels of a locked order that was completed as a whole as delivered."""
    for parcel in order.parcels.filter(status=lifecycle.DISPATCHED):
        parcel.order = order
        lock(parcel)
        move_locked(parcel, "deliver", by=SYSTEM, now=now)


def complete_if_delivered(order: Order, *, now: datetime) -> None:
    """Complete the locked order if all of its parcels are delivered."""
    undelivered = order.parcels.filter(status__in=[PACKED, lifecycle.DISPATCHED])
    if order.status == DISPATCHED and not undelivered.exists():
        move_locked(order, "complete", by=SYSTEM, now=now)


def deliver_overdue(now: datetime | None = None) -> int:
    """Mark every parcel as delivered that was dispatched DELIVERED_AFTER ago; returns how many.

    An error with one parcel does not stop the sweep; errors are raised as a group at the end.
    """
    now = now or timezone.now()
    due = Parcel.objects.filter(
        status=lifecycle.DISPATCHED, dispatched_at__lte=now - DELIVERED_AFTER
    )
    return sweep(
        due.select_related("order").order_by("dispatched_at"),
        lambda parcel: _deliver_overdue(parcel, now),
        failed="parcels that could not be counted as delivered",
    )


def is_overdue(parcel: Parcel, now: datetime) -> bool:
    """Whether the parcel counts as delivered without confirmation."""
    return parcel.dispatched_at is not None and parcel.dispatched_at <= now - DELIVERED_AFTER


def _deliver_overdue(parcel: Parcel, now: datetime) -> bool:
    try:
        move(parcel, "deliver", by=SYSTEM, now=now)
    except MoveRefused:
        return False  # delivered concurrently, by its buyer or another sweep
    return True


def _dispatch_locked(
    parcel: Parcel, carrier: Carrier | None, number: str, by: Actor, now: datetime
) -> Any:
    details = {"carrier": carrier, "tracking_number": number}
    note = _note(carrier, number)
    record = move_locked(parcel, "dispatch", by=by, now=now, note=note, **details)
    order = parcel.order
    _set_default_carrier(order, carrier)
    if order.status in MAKING and not _is_incomplete(order):
        move_locked(order, "dispatch", by=by, now=now)
    return record


def _is_incomplete(order: Order) -> bool:
    """Whether any of its pieces are not dispatched."""
    return order.parcels.filter(status=PACKED).exists() or bool(left_to_pack(order))


def _set_default_carrier(order: Order, carrier: Carrier | None) -> None:
    """The carrier that the forms of the store's next parcel select."""
    if not StoreShipping.objects.filter(store=order.store_id, carrier=carrier).exists():
        StoreShipping.objects.update_or_create(
            store_id=order.store_id, defaults={"carrier": carrier}
        )


def _note(carrier: Carrier | None, tracking_number: str) -> str:
    return f"{carrier or ''} {tracking_number}".strip()
