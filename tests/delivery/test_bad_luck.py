"""Killed processes and lost database connections during a rider's work."""

import itertools
import os
import signal
import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from bench.dispatch_checks import wrongs
from core.events import Reaction
from core.lifecycle import MoveRefused
from delivery import services, tasks
from delivery.events import DeliveryUnclaimed
from delivery.models import Delivery
from delivery.services import UNCLAIMED_AFTER
from jobs.queue import enqueue
from tests.factories import DeliveryFactory, RiderFactory
from tests.processes import PATIENCE, fork, forked, manage, wait_until
from tests.racing import losers, together, waits_for_a_lock

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CUT_AFTER = (10, 20, 30)  # of fifty tries


def half_an_accept(delivery, rider, accepted):
    with transaction.atomic():
        services.accept(delivery, rider)
        accepted.set()
        threading.Event().wait()


def unclaimed():
    delivery = DeliveryFactory()
    long_ago = timezone.now() - UNCLAIMED_AFTER - timedelta(minutes=1)
    Delivery.objects.filter(pk=delivery.pk).update(searching_since=long_ago)
    return delivery


def is_told(delivery):
    return Delivery.objects.filter(pk=delivery.pk, unclaimed_told_at__isnull=False).exists()


_cutting = threading.Lock()


def cut_connections():
    """What a restart of PostgreSQL does to its clients; two cuts never hit each other."""
    with _cutting:
        connection.close()  # another cut may have hit it already
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )


def retry_accept(delivery, rider, troubles):
    """A rider who presses the button until there is an answer; returns whether the job is theirs."""
    while True:
        try:
            services.accept(Delivery.objects.get(pk=delivery.pk), rider.user)
        except MoveRefused as refusal:
            return "already" in str(refusal)
        except Error as error:
            troubles.append(error)
            connection.close()  # as the next request does, which finds the connection broken
        else:
            return True


def test_a_process_killed_before_its_commit_leaves_the_offer_to_others():
    delivery, unlucky, lucky = DeliveryFactory(), RiderFactory(), RiderFactory()
    accepted = fork.Event()

    with forked(half_an_accept, delivery, unlucky.user, accepted) as process:
        assert accepted.wait(PATIENCE)
        process.kill()
        services.accept(Delivery.objects.get(pk=delivery.pk), lucky.user)

    delivery.refresh_from_db()
    assert (delivery.rider_id, delivery.order.carrier_id) == (lucky.pk, lucky.pk)
    assert delivery.history.filter(verb="accept").count() == 1
    assert not any(wrongs().values())


def test_a_worker_killed_while_publishing_the_unclaimed_leaves_the_rest_to_the_next_run(wiring):
    last, first = unclaimed(), unclaimed()  # the newest is published first
    published = []
    enqueue(tasks.tell_unclaimed)
    with transaction.atomic():
        Delivery.objects.select_for_update().get(pk=last.pk)
        with manage("worker") as worker:
            # Two jobs may do it, of which one waits for the other's first row for a moment.
            wait_until(lambda: is_told(first) and waits_for_a_lock(), worker)
            os.killpg(worker.pid, signal.SIGKILL)
    assert is_told(first)

    wiring({DeliveryUnclaimed: Reaction([lambda event: published.append(event.delivery)])})
    services.tell_unclaimed()
    services.tell_unclaimed()

    assert published == [last]


def test_two_workers_publish_an_unclaimed_delivery_once():
    deliveries = [unclaimed() for _n in range(3)]

    results = together(*[services.tell_unclaimed] * 3)

    assert sum(results) == len(deliveries)


def test_a_lost_database_connection_loses_no_accept():
    deliveries, riders = (
        [DeliveryFactory() for _n in range(5)],
        [RiderFactory() for _n in range(10)],
    )
    done, troubles = itertools.count(1), []
    connection.close()

    def takes_what_they_can(rider):
        taken = []
        for delivery in deliveries:
            if retry_accept(delivery, rider, troubles):
                taken.append(delivery.pk)
            if next(done) in CUT_AFTER:
                cut_connections()
        return taken

    results = together(*(partial(takes_what_they_can, rider) for rider in riders))

    assert losers(results) == []
    assert troubles
    accepted = {
        (pk, rider.pk) for taken, rider in zip(results, riders, strict=True) for pk in taken
    }
    assert accepted == set(Delivery.objects.values_list("pk", "rider"))
    assert not any(wrongs().values())
