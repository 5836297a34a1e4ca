"""Races about riders, with real threads on real PostgreSQL."""

import pytest

from accounts.services import DeletionRefused, delete_account
from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move
from delivery import services
from delivery.lifecycle import CARRIED, Status
from delivery.models import Delivery
from delivery.shifts import change_shift
from orders.models import Order
from orders.statuses import Status as OrderStatus
from tests.factories import DeliveryFactory, RiderFactory
from tests.racing import losers, together

ROUNDS = 8
pytestmark = pytest.mark.django_db(transaction=True)


def accepting(delivery, rider):
    """A call that loads the delivery, as a request does, and takes it."""
    return lambda: services.accept(Delivery.objects.get(pk=delivery.pk), rider.user).rider_id


def moving(delivery, verb, by):
    return lambda: move(Delivery.objects.get(pk=delivery.pk), verb, by=by).target


def moving_order(delivery, verb, by, **details):
    return lambda: move(Order.objects.get(pk=delivery.order_id), verb, by=by, **details).target


def test_of_many_riders_exactly_one_gets_it():
    delivery = DeliveryFactory()
    riders = [RiderFactory() for _n in range(8)]

    results = together(*(accepting(delivery, rider) for rider in riders))

    delivery.refresh_from_db()
    gone = losers(results)
    winners = [result for result in results if result not in gone]
    assert winners == [delivery.rider_id]
    assert {type(each) for each in gone} == {services.OfferGone}
    assert all("was faster" in str(each) for each in gone)
    assert delivery.history.filter(verb="accept").count() == 1


def test_a_rider_at_the_limit_gets_only_one_of_two_concurrent_jobs(settings):
    settings.RIDER_MOST_JOBS = 1
    rider = RiderFactory()
    for _round in range(ROUNDS):
        jobs = [DeliveryFactory(), DeliveryFactory()]

        results = together(*(accepting(job, rider) for job in jobs))

        assert [type(each) for each in losers(results)] == [MoveRefused]
        [mine] = rider.deliveries.filter(status__in=CARRIED)
        move(mine, "stop", by=SYSTEM)


def test_accepting_against_calling_off_never_leaves_a_carried_cancelled_order():
    rider = RiderFactory()
    for _round in range(ROUNDS):
        delivery = DeliveryFactory()
        owner = delivery.order.store.owner

        results = together(
            accepting(delivery, rider),
            moving_order(delivery, "cancel_by_store", owner, note="The stove broke"),
        )

        delivery.refresh_from_db()
        assert {type(each) for each in losers(results)} <= {services.OfferGone}
        assert delivery.order.status == OrderStatus.CANCELLED
        assert delivery.status == Status.STOPPED


def test_accepting_against_a_turn_into_a_pickup_ends_in_one_of_the_two():
    rider = RiderFactory()
    for _round in range(ROUNDS):
        delivery = DeliveryFactory()
        Delivery.objects.update(searching_since="2026-01-01T00:00Z")

        results = together(
            accepting(delivery, rider),
            moving_order(delivery, "turn_into_pickup", delivery.order.store.owner),
        )

        delivery.refresh_from_db()
        assert len(losers(results)) == 1
        ends = delivery.status, delivery.order.fulfilment
        assert ends in [(Status.ASSIGNED, "delivery"), (Status.STOPPED, "pickup")]
        if delivery.status == Status.ASSIGNED:
            move(delivery, "stop", by=SYSTEM)


def test_giving_back_against_picking_up_ends_in_one_of_the_two():
    rider = RiderFactory()
    for _round in range(ROUNDS):
        delivery = DeliveryFactory(status=Status.ASSIGNED, rider=rider)

        results = together(
            moving(delivery, "release", rider.user), moving(delivery, "pick_up", rider.user)
        )

        delivery.refresh_from_db()
        assert len(losers(results)) == 1
        carrier = rider.pk if delivery.status == Status.PICKED_UP else None
        assert (delivery.rider_id, delivery.order.carrier_id) == (carrier, carrier)
        move(delivery, "stop", by=SYSTEM)


def test_a_double_touch_delivers_once():
    delivery = DeliveryFactory(status=Status.PICKED_UP)
    rider = delivery.rider.user

    results = together(*[moving(delivery, "deliver", rider)] * 4)

    assert len(losers(results)) == 3
    assert delivery.order.history.filter(verb="complete").count() == 1


def test_the_store_gives_it_to_one_while_another_takes_it():
    for _round in range(ROUNDS):
        delivery, taker, given = DeliveryFactory(), RiderFactory(), RiderFactory()
        owner = delivery.order.store.owner

        results = together(
            accepting(delivery, taker),
            lambda d=delivery, o=owner, g=given: (
                move(Delivery.objects.get(pk=d.pk), "assign", by=o, rider_id=g.pk).target
            ),
        )

        delivery.refresh_from_db()
        assert len(losers(results)) == 1
        assert delivery.rider_id in (taker.pk, given.pk)
        assert delivery.order.carrier_id == delivery.rider_id


def test_ending_the_shift_against_accepting_never_deadlocks():
    for _round in range(ROUNDS):
        delivery, rider = DeliveryFactory(), RiderFactory()

        results = together(accepting(delivery, rider), lambda r=rider: change_shift(r, False))

        delivery.refresh_from_db()
        assert all(isinstance(each, MoveRefused) for each in losers(results))
        assert (delivery.status == Status.ASSIGNED) == (losers(results) == [])


def test_deleting_the_account_against_accepting_never_leaves_a_job_without_rider():
    for _round in range(ROUNDS):
        delivery, rider = DeliveryFactory(), RiderFactory()

        results = together(accepting(delivery, rider), lambda r=rider: delete_account(r.user))

        delivery.refresh_from_db()
        rider.user.refresh_from_db()
        assert [type(each) for each in losers(results)] in ([MoveRefused], [DeletionRefused])
        assert (delivery.rider_id == rider.pk) == rider.user.is_active


def test_picking_up_against_being_taken_back_never_forbids_a_rider_their_own_job(client):
    for _round in range(ROUNDS):
        delivery = DeliveryFactory(status=Status.ASSIGNED)
        client.force_login(delivery.rider.user)
        url = f"/rides/{delivery.order.number}/pick_up/"

        answer, _released = together(
            lambda url=url: client.post(url).status_code,
            moving(delivery, "release", delivery.order.store.owner),
        )

        assert answer in (302, 404)
