"""What riders and a store do, through the verbs of delivery.services, from a few connections a process."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from accounts.models import User
from bench.dispatch_town import Someone
from core.lifecycle import MoveRefused, move
from delivery import services
from delivery.models import Delivery, Rider
from delivery.queries import offers_for
from orders.models import Order

CONNECTIONS = 10  # of one process, as the site has threads

_pool: ThreadPoolExecutor | None = None


def queued(verb):
    """Call it on one of the connections, waiting for a free one."""

    def call(*arguments):
        return _pool.submit(verb, *arguments).result()

    return call


def open_doors() -> None:
    """Call it in each process, before its threads start."""
    global _pool
    connections.close_all()
    _pool = ThreadPoolExecutor(CONNECTIONS)


@queued
def offers(rider: Someone) -> list[str]:
    """The numbers of the orders that the rider could take, nearest first."""
    found = offers_for(Rider.objects.get(pk=rider.pk))
    return [offer.order.number for offer in found]


@queued
def accept(rider: Someone, number: str) -> bool:
    """Whether the rider got it."""
    try:
        services.accept(_delivery(number), User.objects.get(pk=rider.pk))
    except MoveRefused:
        return False
    return True


@queued
def decline(rider: Someone, number: str) -> None:
    services.decline(_delivery(number), User.objects.get(pk=rider.pk))


@queued
def step(person: Someone, number: str, verb: str, **details) -> bool:
    """Whether the delivery made the move."""
    return _moved(_delivery(number), verb, person, **details)


@queued
def assign(owner: Someone, number: str, rider: Someone) -> bool:
    return _moved(_delivery(number), "assign", owner, rider_id=rider.pk)


@queued
def call_off(owner: Someone, number: str) -> bool:
    order = Order.objects.get(number=number)
    return _moved(order, "call_off", owner, note="The stove broke")


def _delivery(number: str) -> Delivery:
    return Delivery.objects.select_related("order__store").get(order__number=number)


def _moved(row, verb: str, person: Someone, **details) -> bool:
    try:
        move(row, verb, by=User.objects.get(pk=person.pk), **details)
    except MoveRefused:
        return False
    return True
