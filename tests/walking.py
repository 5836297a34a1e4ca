"""Writes the rows that legal moves of an order and its delivery leave, at a fifth of what the moves cost.

The fields and the history are those of the tables of moves, and PostgreSQL's triggers check each step.
Reactions are left out: no notices, no mails, no jobs. tests/test_factories.py compares both ways.
"""

from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from core.actors import SYSTEM, kind_of, user_of
from core.lifecycle import Attempt
from delivery.models import Delivery
from stores.distance import kilometres_between

MINUTES = 20  # in which an accepted order is ready
# Moves of a delivery that move its order.
DISPATCHING = {"pick_up": "dispatch", "deliver": "complete"}


class Usual:
    """Whether factories make the moves if a test does not say."""

    by_moves = False


@contextmanager
def moved():
    """Orders of factories have all that follows from their moves: notices, mails, jobs."""
    before, Usual.by_moves = Usual.by_moves, True
    try:
        yield
    finally:
        Usual.by_moves = before


class Walk:
    """The steps of one row, which is saved at the end."""

    def __init__(self, row):
        self.row, self.history, self.targets, self.changed = row, [], [], []

    def step(self, verb, by, *, note="", now=None):
        move = self.row.MOVES[verb]
        attempt = Attempt(verb, by, now or timezone.now(), note, {"minutes": MINUTES})
        source, self.row.status = self.row.status, move.target
        self.changed += move.effect(self.row, attempt) if move.effect else []
        self.record(attempt, source)
        self.targets.append(move.target)

    def record(self, attempt, source):
        history = self.row.history
        self.history.append(
            history.model(
                **{history.field.name: self.row},
                verb=attempt.verb,
                source=source,
                target=self.row.status,
                actor=user_of(attempt.by),
                actor_kind=kind_of(attempt.by),
                note=attempt.note,
                at=attempt.now,
            )
        )

    def save(self):
        """The fields with the first status, then the other statuses, in one statement."""
        if self.targets:
            first, *others = self.targets
            self.row.status = first
            self.row.save(update_fields={"status", *self.changed})
            self.write(others)
        type(self.history[0]).objects.bulk_create(self.history)

    def write(self, statuses):
        update = f"UPDATE {self.row._meta.db_table} SET status = %s WHERE id = %s"
        values = [value for each in statuses for value in (each, self.row.pk)]
        if statuses:
            with connection.cursor() as cursor:
                cursor.execute("; ".join([update] * len(statuses)), values)
            self.row.status = statuses[-1]


def ride(order, delivery, verbs, rider):
    """Steps of the walk of a delivery, and of that of its order."""
    order.row.carrier_id = rider.pk
    order.changed.append("carrier")
    for verb in verbs:
        delivery.step(verb, rider.user)
        if verb in DISPATCHING:
            order.step(DISPATCHING[verb], rider.user)


def sought_delivery(order):
    """The walk of a new delivery of the order, without a fee."""
    store, now = order.store, timezone.now()
    delivery = Delivery.objects.create(
        order=order,
        fee=0,
        latitude=store.latitude if store.longitude is not None else None,
        longitude=store.longitude if store.latitude is not None else None,
        kilometres=kilometres_between(store, order),
        searching_since=now,
    )
    walk = Walk(delivery)
    walk.record(Attempt("start", SYSTEM, now), "")
    return walk
