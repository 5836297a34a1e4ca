"""Notifying many users in batches: everyone once, whatever happens to the workers."""

import multiprocessing
import os
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.events import publish
from core.notifications import register
from jobs.models import Job
from notifications import broadcasts
from notifications.broadcasts import resume
from notifications.models import Broadcast, BroadcastState, Mail, Notice
from notifications.services import purge_old, switch_mails
from notifications.tasks import continue_broadcasts, notify_batch
from tests.job_runner import run_jobs
from tests.notifications.sale import SaleBegan, connect_kind, disconnect_kind, sale_kind
from tests.racing import together

BATCH, MANY = 500, 2500
FEWER = 5  # times


def fans(store_id):
    return User.objects.filter(email__startswith="fan")


@pytest.fixture
def _sale_kind():
    connect_kind(sale_kind(crowd=fans))
    yield
    disconnect_kind()


@pytest.fixture
def many(db):
    return make_fans(MANY)


@pytest.fixture
def small_batches(db, monkeypatch):
    """A fifth of the users, in as many batches, where their number does not matter."""
    monkeypatch.setattr(broadcasts, "BATCH", BATCH // FEWER)
    return make_fans(MANY // FEWER)


def make_fans(count):
    rows = [User(email=f"fan{number}@example.com", language="en") for number in range(count)]
    return User.objects.bulk_create(rows)


@pytest.fixture
def begin(_sale_kind, store):
    """Publishes the event of which many are notified; returns its broadcast."""

    def publish_it():
        publish(SaleBegan(store, timezone.now()))
        return Broadcast.objects.get()

    return publish_it


def assert_everyone_once(users, broadcast):
    """Notified and mailed exactly once, as the counts of the broadcast say."""
    for model in (Notice, Mail):
        times = Counter(model.objects.values_list("user", flat=True))
        assert times == Counter(user.pk for user in users)
    broadcast.refresh_from_db()
    assert broadcast.state == BroadcastState.FINISHED
    assert broadcast.notified == broadcast.mailed == broadcast.expected == len(users)


def run_batches():
    """As run_jobs, but leaves the mails in the queue."""
    batches = Job.objects.filter(task__endswith="notify_batch")
    while job := batches.first():
        job.delete()
        notify_batch(*job.args)
    Job.objects.all().delete()


def test_everyone_is_notified_once_in_batches(begin, many):
    broadcast = begin()
    assert not Notice.objects.exists()

    run_batches()

    assert_everyone_once(many, broadcast)


def test_their_mails_are_sent_at_last(begin, mail_server):
    make_fans(3)
    begin()

    tasks = run_jobs()

    assert len(mail_server.messages) == 3
    names = [task.rpartition(".")[2] for task in tasks]
    assert names == ["notify_batch", "send_many_mails", "send_many_mails"]


def test_an_event_published_twice_is_one_broadcast(begin):
    make_fans(3)
    begin()
    begin()
    run_batches()
    begin()

    assert Notice.objects.count() == 3
    assert Job.objects.count() == 0


def test_a_batch_has_a_constant_number_of_queries(begin, small_batches):
    broadcast = begin()
    notify_batch(broadcast.pk)

    def queries():
        with CaptureQueriesContext(connection) as made:
            notify_batch(broadcast.pk)
        return len(made)

    assert queries() == queries()
    rest = small_batches[3 * broadcasts.BATCH + 1 :]
    User.objects.filter(pk__in=[user.pk for user in rest]).update(is_active=False)
    few = queries()
    assert Notice.objects.count() == 3 * broadcasts.BATCH + 1
    assert few <= 11  # those of jobs and savepoints included


def test_opting_out_counts_at_the_time_of_the_batch(begin):
    first, second = make_fans(2)
    switch_mails(first, {"sale": False})
    begin()
    switch_mails(second, {"sale": False})

    run_jobs()

    assert Notice.objects.count() == 2
    assert not Mail.objects.exists()


def test_words_are_of_the_event_in_each_readers_language(begin, store):
    first, second = make_fans(2)
    User.objects.filter(pk=second.pk).update(language="ko")
    connect_kind(sale_kind(title=gettext_lazy("Delivered"), crowd=fans))
    begin()
    store.name = "Other Noodles"
    store.save(update_fields=["name"])

    run_batches()

    titles = Notice.objects.values_list("user", "title", "text")
    assert set(titles) == {
        (first.pk, "Delivered", "Today at 냉면집."),
        (second.pk, "배달 완료", "Today at 냉면집."),
    }


def test_a_kind_whose_query_repeats_users_notifies_them_once(begin):
    for user in make_fans(3):
        switch_mails(user, {"accepted": True, "rejected": True})
    connect_kind(sale_kind(crowd=lambda pk: User.objects.filter(mail_preferences__mailed=True)))
    begin()

    run_batches()

    assert Notice.objects.count() == Broadcast.objects.get().notified == 3


def test_a_broadcast_of_a_switched_off_kind_is_stopped_and_can_be_resumed(begin):
    users = make_fans(3)
    broadcast = begin()
    register([])

    run_batches()
    broadcast.refresh_from_db()
    assert (broadcast.state, broadcast.notified) == (BroadcastState.STOPPED, 0)

    connect_kind(sale_kind(crowd=fans))
    resume(Broadcast.objects.all())
    notify_batch(broadcast.pk)
    assert_everyone_once(users, broadcast)


def die_in_batch(broadcast_id, number):
    """What the worker does: batches, until it dies in the transaction of one, between its two inserts."""
    seen = []

    def die(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "notifications_mail"'):
            seen.append(sql)
            if len(seen) == number:
                os._exit(9)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die):
        while True:
            notify_batch(broadcast_id)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, 3])
def test_a_killed_worker_leaves_whole_batches(begin, small_batches, number):
    broadcast = begin()
    connections.close_all()  # a connection must not be shared by a fork
    fork = multiprocessing.get_context("fork")
    worker = fork.Process(target=die_in_batch, args=(broadcast.pk, number))
    worker.start()
    worker.join(30)
    assert worker.exitcode == 9
    assert Notice.objects.count() == Mail.objects.count() == (number - 1) * broadcasts.BATCH
    Job.objects.all().delete()  # and its jobs are lost

    assert continue_broadcasts() == 0  # too early: a job may be running
    Broadcast.objects.update(
        moved_at=timezone.now() - timedelta(hours=1), created_at=timezone.now() - timedelta(hours=1)
    )
    assert continue_broadcasts() == 1
    run_batches()

    assert_everyone_once(small_batches, broadcast)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_notify_everyone_once(begin, small_batches):
    broadcast = begin()

    def work():
        """The number of full batches."""
        done = 0
        while Broadcast.objects.running().exists():
            done += notify_batch(broadcast.pk)
        return done

    assert sum(together(work, work, work)) == MANY / BATCH

    assert_everyone_once(small_batches, broadcast)


def test_a_stopped_broadcast_waits_until_it_is_resumed(client, begin, many):
    client.force_login(User.objects.create_superuser("boss@example.com", "x"))
    broadcast = begin()
    notify_batch(broadcast.pk)
    page = "/admin/notifications/broadcast/"

    def act(action):
        client.post(page, {"action": action, "_selected_action": [broadcast.pk]})

    act("stop")
    run_batches()
    assert Notice.objects.count() == BATCH
    assert continue_broadcasts() == 0
    assert "500 / 2,500" in client.get(page).content.decode()
    details = client.get(f"{page}{broadcast.pk}/change/").content.decode()
    assert "BroadcastState" not in details

    act("resume")
    run_batches()
    assert_everyone_once(many, broadcast)


def test_old_broadcasts_are_purged_once_finished(begin):
    broadcast = begin()
    purge_old(timezone.now() + timedelta(days=200))
    assert Broadcast.objects.exists()

    broadcasts.notify_batch(broadcast.pk)
    purge_old(timezone.now() + timedelta(days=200))

    assert not Broadcast.objects.exists()


def test_pages_of_all_notified_are_invalidated_after_the_commit(begin, overhear):
    first, second = make_fans(2)
    broadcast = begin()

    with overhear() as topics:
        broadcasts.notify_batch(broadcast.pk)

    assert sorted(topics) == sorted([f"person.{first.pk}", f"person.{second.pk}"])
