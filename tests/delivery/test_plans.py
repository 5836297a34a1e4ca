"""PostgreSQL's plans for pages of deliveries, with years of finished ones."""

import pytest
from django.db import connection

from delivery.lifecycle import CARRIED, Status
from delivery.models import Delivery
from delivery.queries import offers_for, riders_for
from delivery.services import UNCLAIMED_AFTER
from tests.factories import DeliveryFactory, RiderFactory
from tests.readers import undone

FINISHED = 3000


@pytest.fixture(scope="module")
def years(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        rows = add_years(RiderFactory())
        connection.check_constraints()  # or else of all these rows again at the end of each test
        yield rows


@pytest.fixture
def delivery(years, db):
    """One offer, among FINISHED deliveries of one rider."""
    return years[0]


@pytest.fixture
def rider(years, db):
    """Who made them, and has one job."""
    return years[1]


def add_years(rider):
    offered = DeliveryFactory()
    DeliveryFactory(status=Status.ASSIGNED, rider=rider)
    multiply(
        "orders_order",
        FINISHED,
        subtotal="0",
        total="0",
        number="'N' || n",
        checkout_token="gen_random_uuid()",
    )
    run(
        "INSERT INTO delivery_delivery (order_id, status, fee, latitude, longitude, searching_since)"
        " SELECT id, 'searching', 0, 37.57, 126.98, now() FROM orders_order WHERE number ~ '^N[0-9]+$'"
    )
    finished = "order_id IN (SELECT id FROM orders_order WHERE number ~ '^N[0-9]+$')"
    run(f"UPDATE delivery_delivery SET status = 'assigned', rider_id = {rider.pk} WHERE {finished}")
    for status in ("picked_up", "delivered"):
        run(f"UPDATE delivery_delivery SET status = '{status}' WHERE {finished}")
    run("ANALYZE orders_order, delivery_delivery")
    return offered, rider


def multiply(table, times, **values):
    """Copy the newest row of the table, with new values for its unique columns."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        columns = [column.name for column in cursor.description if column.name != "id"]
    chosen = ", ".join({"status": "'pending'", **values}.get(name, name) for name in columns)
    newest = f"(SELECT * FROM {table} ORDER BY id DESC LIMIT 1) newest"
    run(
        f"INSERT INTO {table} ({', '.join(columns)})"
        f" SELECT {chosen} FROM {newest}, generate_series(1, {times}) n"
    )


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def reads_no_finished_ones(plan):
    return "Seq Scan on delivery_delivery" not in plan


def test_offers_are_found_among_years_of_finished_deliveries(delivery, rider):
    plan = offers_for(rider).explain()

    assert list(offers_for(rider)) == [delivery]
    assert "deliveries_offered" in plan
    assert reads_no_finished_ones(plan)


def test_riders_to_choose_from_are_counted_by_their_open_jobs_only(delivery, rider):
    plan = riders_for(delivery).explain()

    assert [each.jobs for each in riders_for(delivery)] == [1]
    assert "open_jobs_of_a_rider" in plan
    assert reads_no_finished_ones(plan)


def test_open_jobs_of_a_rider_are_counted_without_the_finished_ones(delivery, rider):
    jobs = rider.deliveries.filter(status__in=CARRIED)

    assert "open_jobs_of_a_rider" in jobs.explain()


def test_unclaimed_deliveries_are_found_by_their_index(delivery):
    since = delivery.searching_since + UNCLAIMED_AFTER
    due = Delivery.objects.filter(
        status=Status.SEARCHING, unclaimed_told_at=None, searching_since__lte=since
    )

    assert "deliveries_to_tell_of" in due.explain()
