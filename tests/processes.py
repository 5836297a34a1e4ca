"""Real processes of the site, on the test's database."""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections

PATIENCE = 180  # seconds: only a failing test waits that long, or one on a starved machine

fork = multiprocessing.get_context("fork")


def manage(*arguments, **environment):
    """`manage.py arguments` as a process, terminated (with its children) after the block."""
    return python(str(settings.BASE_DIR / "manage.py"), *arguments, **environment)


def gunicorn(port, **environment):
    """The site as it is served in production, until the block ends."""
    command = ("-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi")
    return python(*command, BIND=f"127.0.0.1:{port}", **environment)


@contextmanager
def python(*arguments, **environment):
    with tempfile.TemporaryFile() as output:  # an unread pipe would fill up
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env={**os.environ, **_test_database(), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        process.output = output
        try:
            yield process
        finally:
            _end(process)


@contextmanager
def forked(function, *arguments):
    """A process that calls it, killed after the block. Forked from the test: the site need not be started."""
    connections.close_all()  # a session shared by two processes would be lost to both
    process = fork.Process(target=function, args=arguments)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def said_by(process):
    """Everything the process and its children have written so far."""
    return os.pread(process.output.fileno(), 10_000_000, 0).decode(errors="replace")


def wait_until(question, process=None):
    """Poll until `question()` is true; on a timeout, the error shows the process's output."""
    deadline = time.monotonic() + PATIENCE
    while not question():
        ended = process is not None and process.poll() is not None
        if ended or time.monotonic() > deadline:
            raise AssertionError(said_by(process) if process else "it never came true")
        time.sleep(0.05)


def _test_database():
    """The database of the running test as environment variables for libpq and Django."""
    here = connection.settings_dict
    libpq = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"postgres:///{here['NAME']}",
        "PREPARE_STATEMENTS": "1",  # as in production
        **{name: str(here[key]) for name, key in libpq.items() if here[key]},
    }


def _end(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
