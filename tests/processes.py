"""Real processes of the site beside the test, on the test's database."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

PATIENCE = 30  # seconds


@contextmanager
def manage(*arguments, **environment):
    """`manage.py arguments` as a process of its own, ended (with its children) after the block."""
    process = subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
        env={**os.environ, **_test_database(), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _end(process)


def wait_until(question, process=None):
    """Ask until the answer is yes; what the process said is shown where it never is."""
    deadline = time.monotonic() + PATIENCE
    while not question():
        ended = process is not None and process.poll() is not None
        if ended or time.monotonic() > deadline:
            raise AssertionError(_said(process) if process else "it never came true")
        time.sleep(0.05)


def _test_database():
    """The database of the running test, for libpq and Django, whatever kind of address it has."""
    here = connection.settings_dict
    libpq = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"postgres:///{here['NAME']}",
        **{name: str(here[key]) for name, key in libpq.items() if here[key]},
    }


def _end(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    finally:
        process.stdout.close()


def _said(process):
    os.killpg(process.pid, signal.SIGKILL)
    return process.stdout.read().decode(errors="replace")
