"""Tasks that leave something behind, or do what no task should."""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor

from django.db import connection, transaction
from django.utils import timezone, translation

from jobs.models import Schedule
from tests.jobs.work import ask, note, wait_for_ever_once, wait_for_go

left = []


def leave_transaction_open():
    transaction.atomic().__enter__()
    Schedule.objects.create(name="never committed", task="", minutes=1)


def begin_by_sql():
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
    Schedule.objects.create(name="never committed", task="", minutes=1)


def leave_language():
    translation.activate("ko")
    timezone.activate("America/New_York")


def leave_settings():
    ask("SET statement_timeout TO '1 h'")


def leave_a_time_zone_of_the_session():
    ask("SELECT set_config('TimeZone', 'Asia/Tokyo', false)")


def leave_a_lock():
    ask("SELECT pg_advisory_lock(42)")


def note_session(path):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_backend_pid(), current_setting('statement_timeout'), current_setting('TimeZone'),"
            " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())"
        )
        note(path, cursor.fetchone())


def note_state(path):
    """The state a task starts with, and whether it can write."""
    language, zone = translation.get_language(), timezone.get_current_timezone_name()
    Schedule.objects.create(name="committed", task="", minutes=1)
    note(path, f"{language} {zone} {connection.in_atomic_block}")


def exit_as_a_script():
    sys.exit("no noodles")


def cancel():
    raise asyncio.CancelledError("no noodles")


def fork_and_return(path):
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        note(path, "parent")


def leave_files_open():
    """As many as it may, and no more than select() takes."""
    with contextlib.suppress(OSError):
        while os.open(os.devnull, os.O_RDONLY) < 1023:
            pass


def leave_a_thread():
    threading.Thread(target=threading.Event().wait).start()


def leave_a_greedy_thread():
    """Once the task has ended, the thread holds the interpreter's lock, and returns it only after years."""
    threading.Timer(0.1, re.match, (r"(a+)+$", 64 * "a" + "b")).start()


def leave_a_process(path):
    """Only the first try has no end; the process that it forks waits for the test."""
    if not os.path.exists(path) and not os.fork():
        wait_for_go(f"{path}.forked")
        os._exit(0)
    wait_for_ever_once(path)


def leave_processes_running(path):
    """That of a pool, and one of another program with its own child."""
    pool = ProcessPoolExecutor(1)
    note(path, pool.submit(os.getpid).result())
    shell = subprocess.Popen(["sh", "-c", f"sleep 600 & echo $! >> {path}; wait"])
    note(path, shell.pid)
    left.extend((pool, shell))


def ignore_signals(path):
    """And block them, from now on."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    wait_for_go(path)
