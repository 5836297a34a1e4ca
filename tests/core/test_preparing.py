"""SELECTs that PostgreSQL prepares once a session: only in a session of our own, and again in another."""

import pytest
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.prepared import Prepared
from notifications.models import Mail
from notifications.outbox import due_mails_of
from stores.models import Store
from tests.jobs.line import line
from tests.racing import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lasting(transactional_db, monkeypatch):
    """The connection of a process that does not close it between requests, in a session of its own."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 60)
    monkeypatch.setitem(connection.settings_dict, "PREPARE_STATEMENTS", True)
    yield connection
    connection.close()


@pytest.fixture
def store_named(lasting, store):
    return Prepared(lambda name: Store.objects.filter(name=name), is_declared=False)


def verbs(prepared, times=1):
    """The first words of the statements of so many uses."""
    with CaptureQueriesContext(connection) as asked:
        for _use in range(times):
            assert [found.name for found in prepared.all("냉면집")] == ["냉면집"]
    return [query["sql"].split()[0] for query in asked]


def test_the_second_use_in_a_session_prepares(store_named):
    assert verbs(store_named) == ["SELECT"]
    # The first SELECT asks whose session it is.
    assert verbs(store_named) == ["SELECT", "PREPARE", "EXECUTE"]
    assert verbs(store_named, times=2) == ["EXECUTE"] * 2


def test_only_arguments_are_parameters(lasting, store):
    """Constants are part of the text, also those with what SQL or Python would take for something else."""
    odd = ["100 % 's' %s $1", "\\", "냉면집"]
    stores = Store.objects.filter(name__in=odd).exclude(phone__contains="%")
    among = Prepared(lambda slug: stores.filter(slug=slug), is_declared=False)

    for _use in range(3):
        assert among.all(store.slug) == list(among.queryset(store.slug)) == [store]
    with CaptureQueriesContext(connection) as asked:
        among.all(store.slug)

    assert asked[0]["sql"] == f"EXECUTE statement_1 ('{store.slug}')"


def test_a_plan_for_any_arguments_uses_an_index_of_some_rows(lasting):
    """Of due mails: otherwise each event would read the whole log of mails."""
    Mail.objects.bulk_create(
        Mail(event_key=f"order-{number}", kind="paid", recipient="ann@example.com", language="en")
        for number in range(1000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notifications_mail")
        cursor.execute("SET plan_cache_mode = force_generic_plan")
    for _use in range(2):
        due_mails_of.all("order-1", timezone.now())

    with CaptureQueriesContext(connection) as asked:
        due_mails_of.all("order-1", timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor)

    assert "one_mail_an_event" in plan, plan


def test_a_number_larger_than_any_key_finds_nothing(lasting, store):
    by_key = Prepared(lambda pk: Store.objects.filter(pk=pk), is_declared=False)

    assert [by_key.find(key) for key in [store.pk, 2**63, store.pk, 2**63]] == [store, None] * 2


def test_another_session_prepares_again(store_named, lasting):
    verbs(store_named, times=3)
    lasting.close()

    assert verbs(store_named) == ["SELECT"]
    assert verbs(store_named, times=2)[-2:] == ["EXECUTE"] * 2


def test_a_session_that_was_ended_between_requests_is_replaced_before(store_named, lasting):
    verbs(store_named, times=3)
    lasting.connection.close()
    close_old_connections()

    assert verbs(store_named) == ["SELECT"]


def test_what_was_prepared_in_a_transaction_outlives_its_rollback(store_named):
    verbs(store_named)
    with transaction.atomic():
        verbs(store_named)
        transaction.set_rollback(True)

    assert verbs(store_named) == ["EXECUTE"]


def test_another_type_of_a_column_fails_one_request_and_not_the_next(store_named):
    verbs(store_named, times=3)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE stores_store ALTER phone TYPE varchar(21)")
    try:
        with pytest.raises(DatabaseError):
            store_named.all("냉면집")
        close_old_connections()

        assert verbs(store_named) == ["SELECT"]
        assert verbs(store_named)[-1] == "EXECUTE"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE stores_store ALTER phone TYPE varchar(20)")


def test_nothing_is_prepared_through_a_pooler(store_named, lasting, monkeypatch):
    lasting.close()
    with line(pooler=True) as tcp:
        for name, value in tcp.address.items():
            monkeypatch.setitem(lasting.settings_dict, name, value)

        assert set(verbs(store_named, times=4)) == {"SELECT"}
        lasting.close()


def test_each_thread_prepares_in_its_own_session(store_named):
    def find_often():
        return {store_named.get("냉면집").name for _ in range(10)}

    assert together(*[find_often] * 4) == [{"냉면집"}] * 4


def test_it_can_be_switched_off(store_named, lasting, monkeypatch):
    monkeypatch.setitem(lasting.settings_dict, "PREPARE_STATEMENTS", False)

    assert set(verbs(store_named, times=4)) == {"SELECT"}
