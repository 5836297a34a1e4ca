"""Migrations of a database that is in use: python -m bench.migrations OLD_REVISION. Exits with 1 on a miss.

A checkout of that revision fills a database by its own verbs, which is then copied to so many orders. That
revision goes on selling while this one migrates; the time of each of its statements is measured. At the end
this revision goes on with the orders of every state.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path

import psycopg2

from bench import migrations_fill
from bench.migrations_clock import Clock, misses_of, table
from devtools.postgres.place import LOCAL, PROJECT
from devtools.postgres.server import SITE
from devtools.stubs import paypal, stripe, toss
from devtools.stubs.providers import Providers

DATABASE = "jumun_migrations"
ORDERS = 100_000
WARM_UP = 10.0  # seconds of load before and after
CARRIED = ["names", "orders", "load"]  # modules that the old revision may lack


def main() -> int:
    choices = argparse.ArgumentParser(prog="python -m bench.migrations", description=__doc__)
    choices.add_argument("revision")
    choices.add_argument("--orders", type=int, default=ORDERS)
    chosen = choices.parse_args()
    with ExitStack() as stack:
        providers = Providers(
            *(
                stack.enter_context(stub())
                for stub in (stripe.StripeStub, paypal.PayPalStub, toss.TossStub)
            )
        )
        os.environ.update(_environment(), **providers.environment)
        _create_database()
        before = stack.enter_context(checkout(chosen.revision))
        named = _fill(before, chosen.orders)
        import django

        django.setup()
        misses = _migrate_under_load(before)
        from bench.migrations_checks import check

        misses += check(named, providers)
    print("\n".join(["Targets missed:", *misses]) if misses else "Targets met.")
    return int(bool(misses))


def _environment() -> dict[str, str]:
    """A database of its own on the private server, for both revisions."""
    SITE.ensure_running()
    server = SITE.database()
    return {
        "DATABASE_URL": f"postgres:///{DATABASE}",
        **{f"PG{name}": server[name] for name in ("HOST", "PORT", "USER")},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "1",
        "LOG_LEVEL": "ERROR",
        "PYTHONUNBUFFERED": "1",
    }


def _create_database() -> None:
    connection = psycopg2.connect(dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()


@contextmanager
def checkout(revision: str) -> Iterator[Path]:
    """A worktree of the revision, with those of the modules below that it has not yet."""
    folder = LOCAL / "bench" / "before"
    _git("worktree", "remove", "--force", folder, check=False)
    _git("worktree", "add", "--detach", folder, revision)
    try:
        for name in CARRIED:
            module = Path("bench", f"migrations_{name}.py")
            if not (folder / module).exists():
                (folder / module).write_text((PROJECT / module).read_text())
        yield folder
    finally:
        _git("worktree", "remove", "--force", folder)


def _git(*arguments: str | Path, check: bool = True) -> None:
    subprocess.run(["git", *arguments], cwd=PROJECT, check=check, capture_output=True)


def _fill(before: Path, orders: int) -> dict[str, int]:
    """The keys of the orders that were not copied, by what they are."""
    begin = time.monotonic()
    _run(before, "manage.py", "migrate", "--verbosity=0")
    named = json.loads(_run(before, "-m", "bench.migrations_orders").splitlines()[-1])
    connection = psycopg2.connect(dbname=DATABASE)
    with connection, connection.cursor() as cursor:
        counts = migrations_fill.fill(cursor, orders)
    connection.autocommit = True
    connection.cursor().execute("VACUUM ANALYZE")
    connection.close()
    print(f"{len(named)} kinds of orders, copied within {time.monotonic() - begin:.0f} s:")
    print(", ".join(f"{count:,} {table}" for table, count in counts.items()))
    return named


def _run(folder: Path, *arguments: str) -> str:
    command = [sys.executable, *arguments]
    ended = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, check=False)
    if ended.returncode:
        sys.exit(f"bench: {' '.join(arguments)} failed in {folder}")
    return ended.stdout


def _migrate_under_load(before: Path) -> list[str]:
    from django.core.management import call_command

    clock = Clock()
    command = [sys.executable, "-m", "bench.migrations_load"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=before, text=True, **pipes) as load:
        if load.stdout.readline() != "running\n":
            sys.exit(f"bench: the load did not start in {before}")
        time.sleep(WARM_UP)
        with redirect_stdout(clock):  # signals name each permission
            call_command("migrate", verbosity=2, no_color=True)
        time.sleep(WARM_UP)
        result = json.loads(load.communicate()[0])
    print(table(clock, result))
    return misses_of(clock, result)


if __name__ == "__main__":
    sys.exit(main())
