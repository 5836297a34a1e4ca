import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from config.features import only_on
from config.schedules import SCHEDULES
from core.lifecycle import move
from core.models import AttemptCount
from jobs.models import Job, Schedule, State
from jobs.queue import enqueue, name_of
from jobs.schedules import install
from orders.carts import CartOwner, add_to_cart
from orders.models import Cart, Order
from orders.statuses import Status
from orders.tasks import expire_unpaid_orders
from tests.factories import OrderFactory, place
from tests.processes import manage, wait_until


def installed():
    return set(Schedule.objects.values_list("name", "task", "minutes"))


def table():
    """Of the features that are switched on in tests."""
    rows = only_on(SCHEDULES, lambda row: row.task)
    return {(row.name, name_of(row.task), row.minutes) for row in rows}


def test_migrate_installs_the_schedules(db):
    assert installed() == table()


@pytest.mark.parametrize("scheduled", SCHEDULES, ids=lambda row: row.task.__name__)
def test_every_schedule_names_a_job_that_runs(db, scheduled):
    import_string(name_of(scheduled.task))()


def test_installing_again_changes_nothing(db):
    before = list(Schedule.objects.order_by("pk").values())

    call_command("migrate", verbosity=0)

    assert list(Schedule.objects.order_by("pk").values()) == before


def test_installing_updates_the_table_and_leaves_what_an_operator_set(db):
    Schedule.objects.update(task="gone.away", next_run=None)
    Schedule.objects.create(name="Mine", task="builtins.print", minutes=7)

    install(only_on(SCHEDULES, lambda row: row.task))

    assert installed() == table() | {("Mine", "builtins.print", 7)}
    assert not Schedule.objects.filter(next_run__isnull=False).exists()


def test_a_job_exists_only_if_the_move_was_committed(ann, store):
    order = OrderFactory(customer=ann, store=store, status=Status.PAID)
    order.payments.create(gateway="sandbox", amount=9000, currency="KRW")
    waiting = Job.objects.count()

    with transaction.atomic():
        move(order, "cancel", by=ann)
        transaction.set_rollback(True)

    assert Job.objects.count() == waiting


def test_old_counts_of_attempts_are_purged(db):
    now = timezone.now()
    for age in (timedelta(days=2), timedelta(hours=1)):
        AttemptCount.objects.create(key=f"x{age}", window=now - age)

    import_string("core.tasks.purge_old_counts")()

    assert AttemptCount.objects.count() == 1


def test_expired_sessions_are_cleared(db):
    now = timezone.now()
    for age in (timedelta(days=1), timedelta(days=-1)):
        Session.objects.create(session_key=f"key{age.days}", expire_date=now - age)

    import_string("core.tasks.clear_expired_sessions")()

    assert Session.objects.count() == 1


def test_visitors_carts_are_purged_after_a_month_and_customers_are_not(ann, noodles):
    old, fresh = uuid.uuid4(), uuid.uuid4()
    for cart_owner in (
        CartOwner(visitor_key=old),
        CartOwner(visitor_key=fresh),
        CartOwner(user=ann),
    ):
        add_to_cart(cart_owner, noodles, [], 1)
    month_ago = timezone.now() - timedelta(days=31)
    Cart.objects.exclude(visitor_key=fresh).update(updated_at=month_ago)

    import_string("orders.tasks.purge_visitor_carts")()

    assert set(Cart.objects.values_list("visitor_key", "customer")) == {
        (fresh, None),
        (None, ann.pk),
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_expires_an_unpaid_order_and_returns_its_stock(ann, noodles):
    late = timezone.now() - timedelta(minutes=11)
    order = place(ann, noodles, quantity=2, now=late)
    enqueue(expire_unpaid_orders)

    with manage("worker") as worker:
        wait_until(lambda: Order.objects.get(pk=order.pk).status == Status.EXPIRED, worker)
        wait_until(lambda: Job.objects.in_state(State.FINISHED).exists(), worker)

    noodles.refresh_from_db()
    assert noodles.stock == 5
