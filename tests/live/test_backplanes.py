"""What every backplane must do, run on each."""

import asyncio
import multiprocessing
import queue
import threading
from contextlib import contextmanager

import pytest

from live.backplane import Lost
from live.messages import LARGEST, LiveState, in_parts, invalidation_of, states_of
from live.postgres_backplane import PostgresBackplane
from live.redis_backplane import RedisBackplane

PATIENCE = 60  # seconds: the machine may be busy
SILENCE = 0.3


@contextmanager
def listening(backplane):
    """A queue of what arrives: messages, and True or False for the connection itself."""
    arrived = queue.Queue()
    loop = asyncio.new_event_loop()
    task = loop.create_task(backplane.listen(arrived.put, arrived.put))
    thread = threading.Thread(target=_run, args=[loop, task])
    thread.start()
    try:
        assert arrived.get(timeout=PATIENCE) is True
        yield arrived
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(PATIENCE)
    assert not thread.is_alive()


def _run(loop, task):
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def test_messages_arrive_in_order(rig):
    messages = [
        states_of("seatmap.7", {"가열 12번 🪑": LiveState("h", number)}) for number in range(200)
    ]

    with listening(rig.backplane()) as arrived:
        rig.backplane().send(messages)

        assert [arrived.get(timeout=PATIENCE) for _each in messages] == messages


def test_the_largest_message_arrives(rig):
    states = {f"{seat}": LiveState("x" * 90, 1) for seat in range(120)}
    message = max(in_parts(states_of("seatmap.7", states)), key=lambda part: len(part.text))
    assert LARGEST / 2 < len(message.text) <= LARGEST

    with listening(rig.backplane()) as arrived:
        rig.backplane().send([message])

        assert arrived.get(timeout=PATIENCE) == message
    assert not message.is_invalidation


def test_every_listener_receives_from_every_process(rig):
    with listening(rig.backplane()) as one, listening(rig.backplane()) as other:
        context = multiprocessing.get_context("fork")
        children = [
            context.Process(
                target=rig.backplane().send, args=[[invalidation_of(f"order.{number}")]]
            )
            for number in range(3)
        ]
        for child in children:
            child.start()

        expected = {invalidation_of(f"order.{number}") for number in range(3)}
        assert {one.get(timeout=PATIENCE) for _each in children} == expected
        assert {other.get(timeout=PATIENCE) for _each in children} == expected
        for child in children:
            child.join(PATIENCE)


def test_a_cut_connection_is_reported_and_restored(rig):
    sender = rig.backplane()
    with listening(rig.backplane()) as arrived:
        sender.send([invalidation_of("order.BEFORE")])
        assert arrived.get(timeout=PATIENCE) == invalidation_of("order.BEFORE")

        rig.cut()

        assert arrived.get(timeout=PATIENCE) is False
        while arrived.get(timeout=PATIENCE) is not True:
            pass
        sender.send([invalidation_of("order.AFTER")])
        assert arrived.get(timeout=PATIENCE) == invalidation_of("order.AFTER")


def test_what_others_write_on_the_channel_is_ignored(rig):
    class Noise:
        text = '{"topic": "no topic"}'

    with listening(rig.backplane()) as arrived:
        rig.backplane().send([Noise(), invalidation_of("order.J7K3")])

        assert arrived.get(timeout=PATIENCE) == invalidation_of("order.J7K3")


@pytest.mark.parametrize(
    "backplane",
    [PostgresBackplane("host=127.0.0.1 port=1"), RedisBackplane("redis://127.0.0.1:1/0")],
    ids=["postgres", "redis"],
)
def test_a_server_that_is_not_there_is_lost(backplane):
    with pytest.raises(Lost):
        backplane.send([invalidation_of("order.J7K3")])
