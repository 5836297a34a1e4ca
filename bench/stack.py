"""The real stack, with a database of its own, on the loopback address only."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2
from django.conf import settings
from django.core.management import call_command

from devtools.postgres.server import SITE


def prepare() -> None:
    """An empty database with the schema, and the collected static files."""
    if not settings.DATABASE_URL:
        SITE.ensure_running()
    settings.BENCH_DIR.mkdir(parents=True, exist_ok=True)
    name = settings.DATABASES["default"]["NAME"]
    with closing(_maintenance()) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """gunicorn as in production; gives its port and the id of its first process."""
    port = free_port()
    environment = {
        **os.environ,
        "BIND": f"127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
    with (settings.BENCH_DIR / "site.log").open("wb") as log:
        site = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(port, site)
        yield port, site.pid
    finally:
        site.send_signal(signal.SIGTERM)
        try:
            site.wait(15)
        except subprocess.TimeoutExpired:
            site.kill()
            site.wait()


def _maintenance() -> "psycopg2.extensions.connection":
    database = settings.DATABASES["default"]
    return psycopg2.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        user=database["USER"],
        password=database.get("PASSWORD") or None,
        dbname="postgres",
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, site: subprocess.Popen) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and site.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"bench: the site did not start; see {settings.BENCH_DIR / 'site.log'}")
