"""Tasks for workers in processes of their own; they record in files what they do."""

import os
import signal
import threading
from multiprocessing.util import Finalize
from pathlib import Path

from django.db import connection, transaction


def note(path, text):
    with Path(path).open("a") as file:
        file.write(f"{text}\n")


def notes(path):
    return Path(path).read_text().split("\n")[:-1] if Path(path).exists() else []


def note_pid(path):
    note(path, os.getpid())


def note_how_it_commits(path):
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        note(path, cursor.fetchone()[0])


def wait_for_go(path):
    """Records its process, waits until the test writes `go`, and records the end."""
    note(path, os.getpid())
    while not Path(f"{path}.go").exists():
        threading.Event().wait(0.01)
    note(path, "end")


def wait_for_go_and_note_stop(path):
    """The same; also records when its worker is told to stop."""

    def stop(*signal_and_frame):
        note(path, "stop")
        former(*signal_and_frame)

    former = signal.signal(signal.SIGTERM, stop)
    wait_for_go(path)


def wait_for_go_and_note_the_end(path):
    """Records also when its process ends, as the outbox of live messages is emptied then."""
    Finalize(None, note, (path, "end of the process"), exitpriority=10)
    wait_for_go(path)


def wait_for_ever_once(path):
    """Only its first try has no end."""
    note(path, os.getpid())
    if len(notes(path)) == 1:
        threading.Event().wait()


def lock_and_wait_for_ever_once(path):
    """Only its first try has no end, and holds a lock throughout."""
    with transaction.atomic():
        ask("SELECT pg_advisory_xact_lock(42)")
        wait_for_ever_once(path)


def go(path):
    Path(f"{path}.go").touch()


def fail(message):
    raise ValueError(message)


def ask(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
