import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from devtools.postgres.binaries import EmbeddedPostgresError, find_binaries
from devtools.postgres.server import TESTS
from tests.databases import database_at
from tests.flushing import COPIES
from tests.processes import wait_until

DATABASE = {"PORT": "5432", "NAME": "jumun", "USER": "jumun", "PASSWORD": "", "OPTIONS": {}}
PROJECT = Path(__file__).resolve().parents[2]
SERVER = ("devtools",)  # all that a database server is started with
DEMO = (".", ":!tests", ":!docs", ":!bench")


@dataclass(frozen=True)
class Checkout:
    """A checkout and a database server of its own."""

    path: Path

    def start(self, command, **options):
        return subprocess.Popen(
            [sys.executable, "-m", *command.split()],
            cwd=self.path,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **options,
        )

    def postgres(self, action):
        """The output of `python -m devtools.postgres`; fails if it fails."""
        child = self.start(f"devtools.postgres {action}")
        output, _ = child.communicate(timeout=60)
        assert child.returncode == 0, output
        return output

    def sockets(self, server="SITE"):
        """The folder of the server's socket."""
        place = f"from devtools.postgres.server import {server} as it; print(it.place.sockets)"
        command = [sys.executable, "-c", place]
        return subprocess.check_output(command, cwd=self.path, text=True).strip()

    def start_server_of_tests(self):
        start = "from devtools.postgres.server import TESTS; TESTS.ensure_running()"
        subprocess.run([sys.executable, "-c", start], cwd=self.path, check=True)

    def ask(self, query, server="SITE"):
        """The first value of the query's result, if any."""
        connection = psycopg2.connect(host=self.sockets(server), dbname="jumun", user="jumun")
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query)
                return cursor.fetchone()[0] if cursor.description else None
        finally:
            connection.close()

    def cut_down(self):
        """End the server as `pg_ctl stop -m immediate` does, so that it has to recover."""
        os.kill(self.server(), signal.SIGQUIT)
        wait_until(lambda: not (self.path / ".local/postgres/data/postmaster.pid").exists())

    def server(self, name="postgres"):
        """The process id of the running server."""
        return int((self.path / f".local/{name}/data/postmaster.pid").read_text().split()[0])


@pytest.fixture
def make_checkout():
    with checkouts(SERVER) as make:
        yield make


@contextmanager
def checkouts(parts):
    """Builds checkouts of these tracked and new files, open to all users; they are deleted afterwards."""
    made = []

    def make(*folders, mode=0o755):
        root = Path(tempfile.mkdtemp(prefix="jumun-checkout-"))
        made.append((root, Checkout(root.joinpath(*folders))))
        copy_project(parts, made[-1][1].path)
        root.chmod(mode)
        return made[-1][1]

    try:
        yield make
    finally:
        _destroy(made)


def _destroy(made):
    for root, checkout in made:
        checkout.postgres("destroy")
        shutil.rmtree(root)


@pytest.fixture(scope="module")
def restartable(django_db_setup, django_db_blocker):
    """A server that may be restarted, with the schema; Django uses its database during the test."""
    try:
        find_binaries(PROJECT / "nothing was made here yet")
    except EmbeddedPostgresError as trouble:
        pytest.skip(f"NOT TESTED: no database was restarted under a running site. {trouble}")
    with checkouts(SERVER) as make, django_db_blocker.unblock():
        own = make()
        own.postgres("start")
        address = {"HOST": own.sockets(), **DATABASE}
        if not settings.DATABASE_URL:
            copy_database(address)
        with database_at(**address):
            call_command("migrate", verbosity=0)
            yield own


def copy_database(address):
    """Copy this process's database of tests to an empty one: migrating takes half a minute of a core."""
    programs = find_binaries(TESTS.place.data)
    options = ["--no-owner", "--no-comments", f"--exclude-schema={COPIES}"]
    dump = [programs / "pg_dump", *options, *libpq(connection.settings_dict)]
    load = [programs / "psql", "--quiet", "--set=ON_ERROR_STOP=1", *libpq(address)]
    with subprocess.Popen(dump, stdout=subprocess.PIPE) as source:
        subprocess.run(load, stdin=source.stdout, stdout=subprocess.DEVNULL, check=True)
    assert source.returncode == 0


def libpq(address):
    options = {"--host": "HOST", "--port": "PORT", "--username": "USER", "--dbname": "NAME"}
    return [f"{option}={address[key]}" for option, key in options.items()]


def copy_project(parts, target):
    """With modification times, and with compiled files: else each process would compile what it imports."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *parts]
    listed = subprocess.check_output(command, cwd=PROJECT, text=True).split("\0")
    names = [name for name in listed if name and (PROJECT / name).is_file()]
    names += [compiled for name in names if (compiled := compiled_file(name))]
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "--archive", "--parents", *names, target], cwd=PROJECT, check=True)


def compiled_file(name):
    """The name of the compiled file of a Python file, if there is one."""
    if not name.endswith(".py"):
        return None
    compiled = cache_from_source(name)
    return compiled if (PROJECT / compiled).is_file() else None
