"""Notify open pages of changes; apps use only this module and `live.pages`.

Messages leave after commit, from a thread of their own, in batches: a NOTIFY in the transaction of a
request would make commits queue behind one another.
"""

import os
import threading
from collections.abc import Callable, Hashable, Iterable
from itertools import chain, islice
from multiprocessing.util import Finalize

import structlog
from django.conf import settings
from django.db import transaction

from live.backplane import Backplane, Lost
from live.backplanes import backplane_of
from live.messages import (
    LiveMessage,
    States,
    checked,
    count_of,
    in_parts,
    invalidation_of,
    merged_states,
    states_of,
)

BATCH_INTERVAL = 0.05  # seconds between batches; a topic is invalidated at most once in each
RETRY = 1.0  # seconds until a lost server is tried again
MAX_WAITING_EVENTS = 10_000  # messages stored while the server is lost; older ones are dropped
DRAIN_SECONDS = 2.0  # for the last messages of a process that ends

log = structlog.get_logger(__name__)


def invalidate(*topics: str) -> None:
    """Once the current transaction commits, pages that show these topics fetch them again."""
    _after_commit([invalidation_of(topic) for topic in checked(topics)])


def announce_count(topic: str, count: int) -> None:
    """Once the current transaction commits, send a count that only rises to every page of the topic.

    For what changes hundreds of times a second: of the counts that wait, only the highest is sent, and a page
    that missed some takes the next one.
    """
    checked([topic])
    _after_commit([count_of(topic, count)])


def announce_states(topic: str, states: States) -> None:
    """Once the current transaction commits, send the states of parts of the topic to each of its pages.

    For public topics with many watchers, such as the seats of a hall. States order themselves by their
    versions: of those that wait, only the latest of each part is sent, and messages may arrive in any order.
    """
    checked([topic])
    if states:
        _after_commit([states_of(topic, states)])


class Outbox:
    """Collects messages and sends them in batches; a lost backplane only delays them."""

    def __init__(self, connect: Callable[[], Backplane], pause: float = BATCH_INTERVAL) -> None:
        self._connect = connect
        self._pause = pause
        # In order; equal invalidations once, of each topic's counts the highest, of its states the latest.
        self._waiting: dict[Hashable, LiveMessage] = {}
        self._is_sending = False
        self._changed = threading.Condition()
        threading.Thread(target=self._run, name="live-outbox", daemon=True).start()

    def add(self, messages: Iterable[LiveMessage]) -> None:
        with self._changed:
            _merge(self._waiting, messages)
            self._changed.notify_all()

    def drain(self, timeout: float = DRAIN_SECONDS) -> bool:
        """Wait until everything is sent; False if it is not after `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(self._is_idle, timeout)

    def _is_idle(self) -> bool:
        return not self._waiting and not self._is_sending

    def _run(self) -> None:
        backplane = self._connect()
        pause = threading.Event()  # never set: a sleep
        while True:
            batch = self._take()
            sent = self._send(backplane, batch)
            self._done(batch, sent)
            pause.wait(self._pause if sent else RETRY)

    def _take(self) -> list[LiveMessage]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting)
            taken, self._waiting = list(self._waiting.values()), {}
            self._is_sending = True
        return [part for message in taken for part in in_parts(message)]

    def _send(self, backplane: Backplane, batch: list[LiveMessage]) -> bool:
        try:
            backplane.send(batch)
        except Lost as error:
            log.warning("live news wait", news=len(batch), error=str(error).strip())
            return False
        return True

    def _done(self, batch: list[LiveMessage], sent: bool) -> None:
        with self._changed:
            if not sent:
                unsent: dict[Hashable, LiveMessage] = {}
                _merge(unsent, chain(batch, self._waiting.values()))
                oldest = max(0, len(unsent) - MAX_WAITING_EVENTS)
                self._waiting = dict(islice(unsent.items(), oldest, None))
            self._is_sending = False
            self._changed.notify_all()


def _merge(waiting: dict[Hashable, LiveMessage], messages: Iterable[LiveMessage]) -> None:
    for message in messages:
        if message.states is not None:
            key = message.topic, "states"
            waiting[key] = merged_states(waiting.get(key), message)
        elif message.count is None:
            waiting[message] = message
        elif message.replaces(waiting.get(message.topic)):
            waiting[message.topic] = message


_outbox: Outbox | None = None
_making = threading.Lock()


def _after_commit(messages: list[LiveMessage]) -> None:
    if settings.LIVE_URL:
        transaction.on_commit(lambda: outbox().add(messages), robust=True)


def outbox() -> Outbox:
    """The outbox of this process, created on first use."""
    global _outbox
    with _making:
        if _outbox is None:
            _outbox = Outbox(lambda: backplane_of(settings.LIVE_DATABASE_DSN, settings.REDIS_URL))
            # Unlike atexit, this also runs in multiprocessing's children, such as the job workers.
            Finalize(None, _outbox.drain, exitpriority=10)
        return _outbox


def _drop_outbox() -> None:
    """Threads do not survive a fork: a child creates an outbox of its own."""
    global _outbox, _making
    _outbox, _making = None, threading.Lock()


os.register_at_fork(after_in_child=_drop_outbox)
