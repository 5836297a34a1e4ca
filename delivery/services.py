"""Verbs on deliveries that are more than a bare move.

An order is locked before its delivery, and both before a rider."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.actors import SYSTEM, Actor
from core.events import publish
from core.lifecycle import AlreadyDone, MoveRefused, lock, move, move_locked, start
from core.sweeps import sweep
from delivery.events import DeliverySought, DeliveryUnclaimed
from delivery.lifecycle import CARRIED, DELIVERED, RUNNING, SEARCHING
from delivery.models import Decline, Delivery, Rider
from delivery.queries import riders_for
from orders.adjustments import AdjustmentCode
from orders.models import Order
from stores.distance import kilometres_between

UNCLAIMED_AFTER = timedelta(minutes=10)  # of searching, after which the store is notified


class OfferGone(MoveRefused):
    """Another rider was faster, or the search is over; the text says which."""


class IsTheirs(OfferGone, AlreadyDone):
    """The rider has it already."""


def start_delivery(order: Order, *, now: datetime | None = None) -> Delivery:
    """Search a rider for an accepted order; its delivery fee is what the rider earns."""
    now = now or timezone.now()
    store = order.store
    fees = order.adjustments.filter(kind=AdjustmentCode.DELIVERY_FEE).aggregate(sum=Sum("amount"))
    delivery = Delivery.objects.create(
        order=order,
        fee=fees["sum"] or Decimal(0),
        latitude=store.latitude if store.longitude is not None else None,
        longitude=store.longitude if store.latitude is not None else None,
        kilometres=kilometres_between(store, order),
        searching_since=now,
    )
    start(delivery, by=SYSTEM, event=DeliverySought, now=now)
    return delivery


def accept(delivery: Delivery, rider: User, *, now: datetime | None = None) -> Delivery:
    """The rider takes the delivery: of concurrent calls, one succeeds.

    Raises OfferGone, naming the faster rider, or MoveRefused off shift or with too many jobs.
    """
    with transaction.atomic():
        # Most who lose a race see here that it is taken and never wait for the lock.
        if Delivery.objects.filter(pk=delivery.pk, status=SEARCHING).exists():
            lock(delivery)
            if delivery.status == SEARCHING:
                move_locked(delivery, "accept", by=rider, now=now)
                return delivery
    raise _gone(delivery, rider)


def decline(delivery: Delivery, rider: User) -> None:
    """Never offer the delivery to this rider again; idempotent."""
    Decline.objects.get_or_create(delivery=delivery, rider_id=rider.pk)


def assign(delivery: Delivery, rider_id: int, *, by: Actor, now: datetime | None = None) -> Any:
    """Assign the delivery to a rider whom the store chose from `riders_for`; returns the history row.

    Raises MoveRefused if another rider has it already, or this one is unavailable or too busy.
    """
    with transaction.atomic():
        lock(delivery)
        if delivery.is_carried:
            refusal = AlreadyDone if delivery.rider_id == rider_id else MoveRefused
            raise refusal(_("%(rider)s has it already.") % {"rider": delivery.rider})
        if not riders_for(delivery).filter(pk=rider_id).exists():
            raise MoveRefused(_("This rider is not on shift any more."))
        return move_locked(delivery, "assign", by=by, now=now, rider_id=rider_id)


def stop_delivery(order: Order, *, now: datetime | None = None) -> None:
    """Stop the order's delivery if it is unfinished. Call it with the order locked."""
    delivery = Delivery.objects.filter(order=order, status__in=RUNNING).first()
    if delivery:
        delivery.order = order
        move(delivery, "stop", by=SYSTEM, now=now)


def refuse_pickup_while_a_rider_may_come(order: Order, *, now: datetime | None = None) -> None:
    """Raises MoveRefused if a rider has the order, or may still take it within UNCLAIMED_AFTER."""
    now = now or timezone.now()
    delivery = Delivery.objects.filter(order=order).select_related("rider__user").first()
    if delivery is None:
        return
    if delivery.is_carried:
        raise MoveRefused(_("%(rider)s is bringing it.") % {"rider": delivery.rider})
    if delivery.status == SEARCHING and not is_unclaimed(delivery, now):
        raise MoveRefused(_("A rider may still take it: please wait ten minutes."))


def is_unclaimed(delivery: Delivery, now: datetime) -> bool:
    """Whether the search has lasted UNCLAIMED_AFTER without a rider."""
    return delivery.status == SEARCHING and now >= delivery.searching_since + UNCLAIMED_AFTER


def tell_unclaimed(now: datetime | None = None) -> int:
    """Publish DeliveryUnclaimed for every delivery unclaimed for UNCLAIMED_AFTER, once per search; returns
    how many.

    An error with one does not stop the others; errors are raised as a group at the end.
    """
    now = now or timezone.now()
    due = Delivery.objects.filter(
        status=SEARCHING, unclaimed_told_at=None, searching_since__lte=now - UNCLAIMED_AFTER
    )
    return sweep(
        due.select_related("order__store"),
        lambda delivery: _tell_unclaimed(delivery, now),
        failed="deliveries that could not be told of",
    )


@transaction.atomic
def _tell_unclaimed(delivery: Delivery, now: datetime) -> bool:
    waiting = Delivery.objects.filter(pk=delivery.pk, status=SEARCHING, unclaimed_told_at=None)
    is_first = waiting.filter(searching_since=delivery.searching_since).update(
        unclaimed_told_at=now
    )
    if is_first:
        publish(DeliveryUnclaimed(delivery, now))
    return bool(is_first)


def _gone(delivery: Delivery, rider: User) -> OfferGone:
    carried = Delivery.objects.filter(pk=delivery.pk, status__in=(*CARRIED, DELIVERED))
    taken_by = Rider.objects.filter(deliveries__in=carried).select_related("user").first()
    if taken_by is None:
        return OfferGone(_("This delivery is not wanted any more."))
    if taken_by.pk == rider.pk:
        return IsTheirs(_("You have this delivery already."))
    return OfferGone(_("%(rider)s was faster: this delivery is taken.") % {"rider": taken_by})
