"""The parent of the workers: forks and replaces them. It never connects to the database."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.context import ForkProcess
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

import structlog
from django.db import connections

from jobs.watchdog import LogWithoutWaiting
from jobs.worker import STOP_SIGNALS, Worker

WORK_ON = 5.0  # seconds for which workers continue when this process is killed: time to restart it
FINISH = 5.0  # seconds that running jobs then have
RESTART_PAUSE = 0.5  # seconds before replacing a worker that lived for less than that
STOP_AGAIN = 1  # seconds: a task may have ignored the signal
SIGNALS = {*STOP_SIGNALS, signal.SIGALRM}

log = structlog.get_logger(__name__)
_fork = multiprocessing.get_context("fork")


class Supervisor:
    """Runs `count` workers until SIGTERM or SIGINT, and passes those on."""

    def __init__(
        self,
        processes: int,
        make_worker: Callable[[], Worker],
        *,
        work_on: float = WORK_ON,
        finish: float = FINISH,
    ) -> None:
        self._processes, self._make_worker = processes, make_worker
        self._work_on, self._finish = work_on, finish
        # Only this process holds the other end, so that the workers notice its death.
        self._lifeline = os.pipe()
        self._children: dict[ForkProcess, float] = {}  # when each was started
        self._is_stopping = self._has_failed = False

    def run(self) -> None:
        """Raises SystemExit if a worker could not be started, once the others have ended."""
        connections.close_all()
        _log_without_waiting()
        for each in SIGNALS:
            signal.signal(each, self._stop)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, it hides the end of each child
        for _ in range(self._processes):
            self._start()
        while self._children:
            # All of them: multiprocessing reaps the others as it starts a process.
            ended = [child for child in self._children if not child.is_alive()]
            for child in ended:
                self._replace(child, self._children.pop(child))
            if not ended:
                self._wait()
        signal.alarm(0)  # it would end the process before it has left in order
        if self._has_failed:
            sys.exit(1)

    def _stop(self, *signal_and_frame: Any) -> None:
        self._is_stopping = True
        signal.alarm(STOP_AGAIN if self._children else 0)
        for child in self._children:
            child.terminate()

    def _start(self) -> None:
        # A signal waits until the child is in the list, and has its own handlers.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            if not self._is_stopping:
                child = _fork.Process(target=self._work)
                child.start()
                self._children[child] = time.monotonic()
        except OSError:  # no process or file is left: each further try would take some of the files
            log.exception("no worker process could be started")
            self._has_failed = True
            self._stop()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def _wait(self) -> None:
        """Until a process has ended. One that a task left, which a container's first inherits, is reaped."""
        # Not by multiprocessing's sentinels, of which a process that a task forks has a copy.
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        if ended and ended.si_pid not in {child.pid for child in self._children}:
            os.waitpid(ended.si_pid, 0)

    def _replace(self, child: ForkProcess, since: float) -> None:
        if self._is_stopping:
            return
        log.error("worker process ended", pid=child.pid, exitcode=child.exitcode)
        if time.monotonic() - since < RESTART_PAUSE:
            time.sleep(RESTART_PAUSE)
        self._start()

    def _work(self) -> None:
        """The worker's process. It exits at the end, even if tasks left threads running."""
        parent, only_of_parent = self._lifeline
        os.close(only_of_parent)
        worker = self._make_worker()
        worker.listen_for_signals()
        threading.Thread(target=self._follow, args=(parent,), daemon=True).start()
        code = 1
        try:
            worker.run()
            code = 0
        except BaseException:
            log.exception("worker broke down")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            # The last of multiprocessing's finalizers, such as that of the outbox of live messages, which run
            # before it waits for threads.
            Finalize(None, _leave, (code,), exitpriority=0)

    def _follow(self, parent: int) -> None:
        """Leave after the parent has ended."""
        os.read(parent, 1)
        time.sleep(self._work_on)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(self._finish)
        _leave(1)


def _log_without_waiting() -> None:
    stream = LogWithoutWaiting()
    for each in logging.getLogger().handlers:
        if isinstance(each, logging.StreamHandler) and each.stream in (sys.stderr, sys.__stderr__):
            each.setStream(stream)


def _leave(code: int) -> None:
    """End this process, and those that its tasks left: a pool's have a worker's handlers, which end none."""
    try:
        for pid in list(_descendants(os.getpid())):
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
    finally:
        os._exit(code)


def _descendants(pid: int) -> Iterator[int]:
    with suppress(OSError):  # it has ended
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (thread / "children").read_text().split()):
                yield child
                yield from _descendants(child)
