"""Random concurrent moves and services on a few deliveries, by uncoordinated threads."""

import random
from datetime import timedelta

from django.utils import timezone

from core.lifecycle import MoveRefused, move
from delivery import services, shifts
from delivery.lifecycle import RUNNING
from delivery.models import Delivery, Rider
from tests.factories import DeliveryFactory, RiderFactory, StoreFactory, WorkingAreaFactory
from tests.racing import together

THREADS, ACTS, DELIVERIES, RIDERS = 8, 6, 3, 3
REFUSALS = (MoveRefused, shifts.RiderRefused)


def storm(rounds):
    """Run so many rounds of THREADS threads; returns every error that was no refusal."""
    store = StoreFactory()
    errors = []
    for number in range(rounds):
        riders = [RiderFactory() for _n in range(RIDERS)]
        deliveries = [DeliveryFactory(store=store) for _n in range(DELIVERIES)]
        _look_in_vain_for_a_rider(deliveries[0])
        chances = [random.Random(number * THREADS + seat) for seat in range(THREADS)]
        people = [_random_actor(chance, deliveries, riders) for chance in chances]
        errors += filter(None, together(*people))
        _call_all_off(store)
    return errors


def _look_in_vain_for_a_rider(delivery):
    long_ago = timezone.now() - services.UNCLAIMED_AFTER - timedelta(minutes=1)
    Delivery.objects.filter(pk=delivery.pk).update(searching_since=long_ago)


def _random_actor(chance, deliveries, riders):
    """Some acts chosen at random, on rows reloaded as each request does."""

    def act():
        for _n in range(ACTS):
            delivery = Delivery.objects.get(pk=chance.choice(deliveries).pk)
            rider = Rider.objects.get(pk=chance.choice(riders).pk)
            try:
                chance.choice(WISHES)(delivery, rider)
            except REFUSALS:
                continue

    return act


def _call_all_off(store):
    """Whatever is still running at the end of a round can be cancelled."""
    for delivery in Delivery.objects.filter(order__store=store, status__in=RUNNING):
        move(delivery.order, "cancel_by_store", by=store.owner, note="The storm is over")


def _step(verb, **details):
    return lambda delivery, rider: move(delivery, verb, by=rider.user, **details)


def _order_step(verb, **details):
    """By the store."""
    return lambda delivery, rider: move(
        delivery.order, verb, by=delivery.order.store.owner, **details
    )


def _take(delivery, rider):
    services.accept(delivery, rider.user)


def _decline(delivery, rider):
    services.decline(delivery, rider.user)


def _assign(delivery, rider):
    services.assign(delivery, rider.pk, by=delivery.order.store.owner)


def _take_back(delivery, rider):
    move(delivery, "release", by=delivery.order.store.owner)


def _search_again(delivery, rider):
    move(delivery, "retry", by=delivery.order.store.owner)


def _start_shift(delivery, rider):
    shifts.change_shift(rider, True)


def _end_shift(delivery, rider):
    shifts.change_shift(rider, False)


def _add_area(delivery, rider):
    shifts.save_area(WorkingAreaFactory.build(rider=rider), make_active=True)


def _delete_area(delivery, rider):
    area = rider.areas.last()
    if area:
        shifts.delete_area(area)


def _tell_unclaimed(delivery, rider):
    services.tell_unclaimed()


# Riders accept more often than anything else.
WISHES = [
    *[_take] * 8,
    *[_step("pick_up")] * 6,
    *[_step("deliver")] * 6,
    *[_start_shift] * 2,
    _step("release"),
    _step("fail", note="Nobody opened the door"),
    _decline,
    _assign,
    _take_back,
    _search_again,
    _end_shift,
    _add_area,
    _delete_area,
    _tell_unclaimed,
    _order_step("prepare"),
    _order_step("complete"),
    _order_step("turn_into_pickup"),
    _order_step("cancel_by_store", note="The stove broke"),
]
