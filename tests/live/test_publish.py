"""Invalidations from transactions, threads, forked workers and short commands."""

import json
import multiprocessing
import os
import subprocess
import sys
import threading
from itertools import chain

import pytest
from django.db import connections, transaction

from live.backplane import Lost
from live.messages import LARGEST, LiveState, count_of, invalidation_of
from live.publish import (
    MAX_WAITING_EVENTS,
    Outbox,
    announce_count,
    announce_states,
    invalidate,
    outbox,
)
from live.tokens import make_token

pytestmark = pytest.mark.usefixtures("live_is_on")
PATIENCE = 60  # seconds: the machine may be busy


@pytest.fixture
def stream(listen):
    """A page subscribed to order.A, order.B and seatmap.7."""
    opened = listen(make_token(["order.A", "order.B", "seatmap.7"]))
    while not opened.is_silent():
        pass
    return opened


def topic_of(event):
    return json.loads(event[1])["topic"]


@pytest.mark.django_db(transaction=True)
def test_an_invalidation_leaves_only_after_commit(stream):
    with transaction.atomic():
        invalidate("order.A")
        assert stream.is_silent()

    assert topic_of(stream.event()) == "order.A"


@pytest.mark.django_db(transaction=True)
def test_a_transaction_undone_says_nothing(stream):
    with transaction.atomic():
        invalidate("order.A")
        announce_states("seatmap.7", {"1": LiveState("h", 1)})
        transaction.set_rollback(True)

    assert stream.is_silent()


@pytest.mark.django_db(transaction=True)
def test_states_are_sent_as_they_are(stream):
    announce_states("seatmap.7", {"12": LiveState("h", 41, 1_700_000_300_000)})

    message = {"topic": "seatmap.7", "states": {"12": ["h", 41, 1_700_000_300_000]}}
    assert json.loads(stream.event()[1]) == message


@pytest.mark.django_db(transaction=True)
def test_of_a_part_only_the_latest_state_is_sent(stream):
    with transaction.atomic():  # leaves as one batch
        for version in (1, 3, 2):
            announce_states("seatmap.7", {"12": LiveState(str(version), version)})
        announce_states("seatmap.7", {"13": LiveState("s", 1)})

    states = {"12": ["3", 3, None], "13": ["s", 1, None]}
    assert json.loads(stream.event()[1])["states"] == states


@pytest.mark.django_db(transaction=True)
def test_many_states_are_sent_in_parts(stream):
    states = {str(seat): LiveState("s", 1_700_000_000_000_000 + seat) for seat in range(1000)}

    announce_states("seatmap.7", states)

    received = {}
    while len(received) < len(states):
        text = stream.event()[1]
        assert len(text) <= LARGEST
        received |= json.loads(text)["states"]
    assert received == {seat: list(state) for seat, state in states.items()}


@pytest.mark.django_db(transaction=True)
def test_a_count_is_sent_as_it_is(stream):
    announce_count("seatmap.7", 41)

    assert json.loads(stream.event()[1]) == {"topic": "seatmap.7", "count": 41}


@pytest.mark.django_db(transaction=True)
def test_threads_share_one_outbox(stream):
    def hint_and_leave(topic):
        invalidate(topic)
        connections.close_all()

    threads = [threading.Thread(target=hint_and_leave, args=[f"order.{name}"]) for name in "AB"]
    for thread in threads:
        thread.start()

    assert {topic_of(stream.event()), topic_of(stream.event())} == {"order.A", "order.B"}


@pytest.mark.django_db(transaction=True)
def test_a_forked_worker_that_ends_immediately_publishes(stream):
    invalidate("order.A")  # so that the parent has an outbox to inherit
    assert topic_of(stream.event()) == "order.A"
    connections.close_all()

    child = multiprocessing.get_context("fork").Process(target=invalidate, args=["order.B"])
    child.start()
    child.join(PATIENCE)

    assert topic_of(stream.event()) == "order.B"
    invalidate("order.A")  # the child has not closed the parent's connection
    assert topic_of(stream.event()) == "order.A"


def test_a_command_that_ends_immediately_publishes(stream, live, settings):
    code = (
        "import django; django.setup(); from live.publish import invalidate; invalidate('order.A')"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LIVE_URL": live.url,
        "LIVE_DATABASE_DSN": settings.LIVE_DATABASE_DSN,
    }

    subprocess.run([sys.executable, "-c", code], env=environment, check=True)

    assert topic_of(stream.event()) == "order.A"


@pytest.mark.parametrize(
    "topic", ["", "order", "order.", "Order.A", "order.A\n", "order.A B", "order." + "x" * 65]
)
def test_a_bad_topic_raises_immediately(topic):
    with pytest.raises(ValueError, match="Not a topic"):
        invalidate(topic)


def test_without_a_live_url_nothing_is_published(settings, stream):
    settings.LIVE_URL = ""

    invalidate("order.A")

    assert stream.is_silent()


class Line:
    """A backplane whose server answers when told to."""

    def __init__(self):
        self.is_up, self.batches, self.tried = False, [], threading.Event()

    def send(self, messages):
        self.tried.set()
        if not self.is_up:
            raise Lost("not yet")
        self.batches.append(list(messages))


def test_messages_wait_for_a_lost_backplane(monkeypatch):
    monkeypatch.setattr("live.publish.RETRY", 0.05)
    line = Line()
    waiting = Outbox(lambda: line)
    waiting.add([invalidation_of("order.A")])
    assert line.tried.wait(PATIENCE)
    waiting.add([invalidation_of("order.B"), invalidation_of("order.A")])

    line.is_up = True

    assert waiting.drain(PATIENCE)
    assert list(chain.from_iterable(line.batches)) == [
        invalidation_of("order.A"),
        invalidation_of("order.B"),
    ]


def test_of_the_counts_that_wait_only_the_highest_is_sent(monkeypatch):
    monkeypatch.setattr("live.publish.RETRY", 0.05)
    line = Line()
    waiting = Outbox(lambda: line)
    waiting.add([count_of("campaign.A", 5), count_of("campaign.B", 1)])
    assert line.tried.wait(PATIENCE)
    waiting.add(count_of("campaign.A", count) for count in (4, 99, 98))

    line.is_up = True

    assert waiting.drain(PATIENCE)
    sent = list(chain.from_iterable(line.batches))
    assert sorted(sent, key=lambda message: message.topic) == [
        count_of("campaign.A", 99),
        count_of("campaign.B", 1),
    ]


def test_a_lost_backplane_fills_no_memory(monkeypatch):
    monkeypatch.setattr("live.publish.RETRY", 0.05)
    line = Line()
    waiting = Outbox(lambda: line)
    waiting.add([invalidation_of(f"order.{number}") for number in range(MAX_WAITING_EVENTS + 500)])
    assert line.tried.wait(PATIENCE)

    line.is_up = True

    assert waiting.drain(PATIENCE)
    assert len(list(chain.from_iterable(line.batches))) in {
        MAX_WAITING_EVENTS,
        MAX_WAITING_EVENTS + 500,
    }


def test_one_process_has_one_outbox():
    assert outbox() is outbox()
