"""The real stack, with a database of its own, on the loopback address only."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from devtools.postgres.server import SITE

GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]


def prepare() -> None:
    """An empty database with the schema, and the collected static files."""
    if not settings.DATABASE_URL:
        SITE.ensure_running()
    settings.BENCH_DIR.mkdir(parents=True, exist_ok=True)
    name = settings.DATABASES["default"]["NAME"]
    connections.close_all()  # of the bench before this one: their sessions end with its database
    with closing(_maintenance()) as maintenance, maintenance.cursor() as cursor:
        maintenance.autocommit = True
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """gunicorn as in production; gives its port and the id of its first process."""
    port, log = free_port(), settings.BENCH_DIR / "site.log"
    environment = {
        **os.environ,
        "BIND": f"127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    with running(GUNICORN, log, env=environment) as site:
        wait_for(port, site, log)
        yield port, site.pid


@contextmanager
def running(command: list[str], log: Path, **options: Any) -> Iterator[subprocess.Popen]:
    """The process of this command; it is ended afterwards. `options` are those of Popen."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, **options)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


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


def wait_for(port: int, site: subprocess.Popen, log: Path) -> None:
    """Wait until `site` listens on the port; end this program if it does not."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and site.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"bench: the site did not start. The end of its log:\n{log.read_text()[-2000:]}")
