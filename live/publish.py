"""Tell open pages that something changed; the only thing other apps call.

Hints leave after commit, from a thread of their own, and at most once a topic every PAUSE seconds:
NOTIFY makes commits queue up behind one another, so it never runs in a request's transaction.
"""

import os
import threading
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import transaction

from live.backplane import Backplane, News, backplane_of

PAUSE = 0.05
log = structlog.get_logger(__name__)


def hint(*topics: str) -> None:
    """Once the current transaction commits, tell whoever listens to these topics to look again."""
    transaction.on_commit(lambda: _outbox_of_this_process().add(topics))


class Outbox:
    """Collects topics and sends each once a PAUSE; a failing backplane costs nothing but news."""

    def __init__(self, connect: Callable[[], Backplane], pause: float = PAUSE) -> None:
        self._connect = connect
        self._pause = pause
        self._topics: dict[str, None] = {}
        self._lock = threading.Lock()
        self._filled = threading.Event()
        threading.Thread(target=self._run, name="live-outbox", daemon=True).start()

    def add(self, topics: tuple[str, ...]) -> None:
        with self._lock:
            self._topics.update(dict.fromkeys(topics))
        self._filled.set()

    def _take(self) -> list[News]:
        self._filled.clear()
        with self._lock:
            taken, self._topics = self._topics, {}
        return [(topic, "") for topic in taken]

    def _run(self) -> None:
        backplane = self._connect()
        pause = threading.Event()
        while True:
            self._filled.wait()
            try:
                backplane.send(self._take())
            except Exception as error:  # noqa: BLE001 (whatever a driver raises, pages still poll)
                log.warning("live hints lost", error=str(error))
            pause.wait(self._pause)


_outboxes: dict[int, Outbox] = {}
_making = threading.Lock()


def _outbox_of_this_process() -> Outbox:
    """Made on first use, and anew in a forked child, since threads do not survive a fork."""
    pid = os.getpid()
    with _making:
        if pid not in _outboxes:
            _outboxes.clear()
            _outboxes[pid] = Outbox(
                lambda: backplane_of(settings.LIVE_DATABASE_DSN, settings.REDIS_URL)
            )
        return _outboxes[pid]
