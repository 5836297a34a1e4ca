"""Every (status, verb, role) of a delivery against expectations written here, not read from the table."""

import pytest
from django.db import transaction

from accounts.models import Role
from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move, open_moves
from delivery.lifecycle import HISTORY_LABELS, MOVES, Status
from orders.statuses import Status as OrderStatus
from tests.factories import DeliveryFactory, RiderFactory, UserFactory

# status, verb, the status it leads to, the order's status then, who may
LEGAL = """
searching  accept   assigned   accepted   other_rider
searching  assign   assigned   accepted   owner admin
assigned   pick_up  picked_up  dispatched rider owner admin
assigned   release  searching  accepted   rider owner admin
picked_up  deliver  delivered  completed  rider owner admin
picked_up  fail     failed     ready      rider owner admin
failed     retry    searching  ready      owner admin
searching  stop     stopped    accepted   system
assigned   stop     stopped    accepted   system
picked_up  stop     stopped    dispatched system
failed     stop     stopped    ready      system
"""
ROLES = ("buyer", "stranger", "owner", "other_owner", "rider", "other_rider", "admin", "system")
STATUSES = list(Status)


def expected():
    """{(status, verb, role): (status it leads to, status of the order then)}"""
    rows = [line.split() for line in LEGAL.strip().splitlines()]
    return {(r[0], r[1], role): (r[2], r[3]) for r in rows for role in r[4:]}


@pytest.fixture
def actors(ann, bea, dan, rider):
    return {
        "buyer": ann,
        "stranger": dan,
        "owner": bea,
        "other_owner": UserFactory(role=Role.OWNER),
        "rider": rider.user,
        "other_rider": RiderFactory().user,
        "admin": UserFactory(is_staff=True, is_superuser=True),
        "system": SYSTEM,
    }


def attempt(delivery, verb, actor, rider_id):
    """(status of the delivery, status of the order) after trying, or the refusal."""
    try:
        with transaction.atomic():
            move(delivery, verb, by=actor, note="Nobody opened", rider_id=rider_id)
            delivery.order.refresh_from_db()
            reached = delivery.status, delivery.order.status
            transaction.set_rollback(True)
    except MoveRefused:
        return None
    return reached


@pytest.mark.parametrize("status", STATUSES)
def test_every_step_by_everyone(status, actors, ann, store, rider):
    delivery = DeliveryFactory(status=status, rider=rider, customer=ann, store=store)
    other = actors["other_rider"].pk

    made = {}
    for verb in MOVES:
        for role in ROLES:
            delivery.refresh_from_db()
            reached = attempt(delivery, verb, actors[role], other)
            if reached:
                made[status, verb, role] = reached
    # Any rider may take it, also one who had it before.
    again = {key for key in made if key[1] == "accept" and key[2] == "rider"}

    assert {k: v for k, v in made.items() if k not in again} == {
        key: target for key, target in expected().items() if key[0] == status
    }


def test_every_step_has_its_words():
    assert set(HISTORY_LABELS) == {"start", *MOVES}


def test_the_rider_sees_only_the_steps_of_now(rider, ann, store):
    delivery = DeliveryFactory(status=Status.ASSIGNED, rider=rider, customer=ann, store=store)
    assert [step.verb for step in open_moves(delivery, rider.user)] == ["pick_up", "release"]

    move(delivery, "pick_up", by=rider.user)
    assert [step.verb for step in open_moves(delivery, rider.user)] == ["deliver", "fail"]

    move(delivery, "deliver", by=rider.user)
    assert open_moves(delivery, rider.user) == []


def test_the_order_stores_its_carrier(rider, ann, store):
    delivery = DeliveryFactory(customer=ann, store=store)
    move(delivery, "accept", by=rider.user)
    assert delivery.order.carrier == rider.user

    move(delivery, "release", by=rider.user)
    delivery.order.refresh_from_db()
    assert delivery.order.carrier is None


def test_the_orders_history_names_the_rider(rider, ann, store):
    delivery = DeliveryFactory(status=Status.DELIVERED, rider=rider, customer=ann, store=store)

    steps = delivery.order.history.filter(verb__in=["dispatch", "complete"])
    assert [step.actor for step in steps] == [rider.user, rider.user]


def test_the_store_goes_on_where_the_riders_phone_died(rider, ann, store):
    delivery = DeliveryFactory(status=Status.PICKED_UP, rider=rider, customer=ann, store=store)

    move(delivery, "deliver", by=store.owner)

    delivery.order.refresh_from_db()
    assert delivery.order.status == OrderStatus.COMPLETED
    assert delivery.history.last().actor == store.owner
    assert delivery.order.history.last().actor_kind == "system"


def test_fail_needs_a_reason(rider, ann, store):
    delivery = DeliveryFactory(status=Status.PICKED_UP, rider=rider, customer=ann, store=store)

    with pytest.raises(MoveRefused, match="reason"):
        move(delivery, "fail", by=rider.user)


def test_a_failed_delivery_is_sought_again_and_delivered_by_another(rider, ann, store):
    delivery = DeliveryFactory(status=Status.FAILED, rider=rider, customer=ann, store=store)
    second = RiderFactory()

    move(delivery, "retry", by=store.owner)
    for verb in ("accept", "pick_up", "deliver"):
        move(delivery, verb, by=second.user)

    delivery.order.refresh_from_db()
    assert (delivery.rider, delivery.order.status) == (second, OrderStatus.COMPLETED)
