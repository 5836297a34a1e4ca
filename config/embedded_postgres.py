"""A private, real PostgreSQL for this checkout, used when DATABASE_URL is not set.

Its data is under .local/postgres/, it is reached by a Unix socket only (so no port can clash),
and every process of the checkout shares the one server. PostgreSQL refuses to run as root: there
it runs as `postgres` or `nobody`, under /var/lib where that user cannot enter the checkout.
"""

import fcntl
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import psycopg2

from config.postgres_binaries import EmbeddedPostgresError, find_binaries
from config.postgres_place import (
    LINK,
    LOCAL,
    PORT,
    PROJECT,
    account,
    can_enter,
    data,
    home,
    sockets,
)

NAME = USER = "jumun"
ROOM_FOR_NEW_DATA = 200 * 2**20
LINGER = 10  # seconds a killed server's last processes may hold its data

SETTINGS = """\
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
max_connections = 200
shared_buffers = 96MB
max_wal_size = 512MB
jit = off
log_min_messages = log
log_checkpoints = off
"""


def database() -> dict[str, str]:
    """The DATABASES entry of this server; starts nothing."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": str(sockets()),
        "PORT": PORT,
        "NAME": NAME,
        "USER": USER,
    }


def ensure_running() -> None:
    """Return with the server answering, started or made by us if need be.

    Any number of processes may call this at once. Raises EmbeddedPostgresError.
    """
    if is_running():
        return
    with _alone():
        if not is_running():
            _start()


def is_running() -> bool:
    """Whether the server answers and has its database."""
    return _answers(NAME, USER)


def is_idle() -> bool:
    """Whether nobody is connected, so that stopping it disturbs no other process."""
    with closing(_connect("postgres", "postgres")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        )
        return bool(cursor.fetchone() == (1,))


def stop() -> None:
    """Stop the server at once, whoever uses it; nothing happens if it does not run."""
    with _alone():
        if (data() / "postmaster.pid").exists():
            _run("pg_ctl", "-D", data(), "-m", "fast", "-w", "stop")


def destroy() -> None:
    """Stop the server and delete all its data."""
    stop()
    shutil.rmtree(home(), ignore_errors=True)
    shutil.rmtree(sockets(), ignore_errors=True)
    LINK.unlink(missing_ok=True)


# --- starting ---


@contextmanager
def _alone() -> Iterator[None]:
    """One process of this checkout at a time; trouble with files becomes a plain sentence."""
    try:
        LOCAL.mkdir(exist_ok=True)
        if account() and LOCAL.stat().st_uid == 0:
            LOCAL.chmod(
                LOCAL.stat().st_mode | 0o011
            )  # whatever the umask, the server passes through
        # Read-only is enough to lock, and lets several users share a checkout.
        lock = os.open(LOCAL / "postgres.lock", os.O_RDONLY | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL cannot work in {home()}: {error}"
        ) from None


def _start() -> None:
    _make_private(home())
    _make_private(sockets())
    _linkhome()
    if not data().exists():
        _initialise()
    if not _answers("postgres", "postgres"):
        _write_settings()
        _launch()
    _create_database()


def _make_private(folder: Path) -> None:
    """A folder that only the server's user (and root) may enter."""
    folder.mkdir(mode=0o700, exist_ok=True)
    uid, gid = account() or (os.geteuid(), os.getegid())
    if folder.lstat().st_uid in {0, uid} and stat.S_ISDIR(folder.lstat().st_mode):
        os.chown(folder, uid, gid)
        folder.chmod(0o700)
    else:
        raise EmbeddedPostgresError(
            f"{folder} belongs to another user: work as that user, or delete it."
        )


def _linkhome() -> None:
    if home() == LINK or LINK.is_symlink():
        return
    if LINK.exists():
        raise EmbeddedPostgresError(
            f"The server's user can no longer enter {PROJECT}: open that folder, or move {LINK} to {home()}."
        )
    LINK.symlink_to(home())
    print(f"{PROJECT} is closed to the server's user: the data is in {home()}.", file=sys.stderr)


def _initialise() -> None:
    if shutil.disk_usage(home()).free < ROOM_FOR_NEW_DATA:
        raise EmbeddedPostgresError(f"The disk of {home()} is full: a new database needs 200 MB.")
    unfinished = home() / "data.new"  # renamed when whole, so an interrupted start leaves no wreck
    shutil.rmtree(unfinished, ignore_errors=True)
    locale = ("--encoding=UTF8", "--locale=C.UTF-8")
    made = _run("initdb", "-D", unfinished, "--username=postgres", "--auth=trust", *locale)
    if made.returncode:
        raise EmbeddedPostgresError(
            f"PostgreSQL could not make its data folder: {made.stderr.strip()}"
        )
    unfinished.rename(data())


def _write_settings() -> None:
    """Written at every start, since the checkout may have moved."""
    folder = '"' + str(sockets()).replace("'", "''") + '"'
    (data() / "postgresql.conf").write_text(SETTINGS.format(port=PORT, sockets=folder))


def _launch() -> None:
    log = home() / "postgres.log"
    _forget_stale_pid()
    deadline = time.monotonic() + LINGER
    while True:
        before = log.stat().st_size if log.exists() else 0
        if _run("pg_ctl", "-D", data(), "-l", log, "-w", "start").returncode == 0:
            return
        said = log.read_bytes()[before:].decode(errors="replace") if log.exists() else ""
        lingering = "already exists" in said or "still in use" in said
        if not lingering or time.monotonic() > deadline:
            why = next((line for line in said.splitlines() if "FATAL" in line), "it said nothing")
            raise EmbeddedPostgresError(f"PostgreSQL did not start: {why} (all of it: {log})")
        time.sleep(0.2)


def _forget_stale_pid() -> None:
    """After a crash of the machine the number in postmaster.pid may be some other program's."""
    pid_file = data() / "postmaster.pid"
    if pid_file.exists():
        program = Path("/proc", pid_file.read_text().split("\n")[0], "comm")
        if program.exists() and program.read_text() != "postgres\n":
            pid_file.unlink()


def _create_database() -> None:
    with closing(_connect("postgres", "postgres")) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT show_trgm('한글')")
        if cursor.fetchone() == ([],):
            raise EmbeddedPostgresError(
                "This PostgreSQL finds no trigrams in Hangul: search would be dead."
            )
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [USER])
        if not cursor.rowcount:
            cursor.execute(f"CREATE ROLE {USER} LOGIN CREATEDB")
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [NAME])
        if not cursor.rowcount:
            cursor.execute(f"CREATE DATABASE {NAME} OWNER {USER}")


# --- talking to it ---


def _connect(name: str, user: str) -> "psycopg2.extensions.connection":
    return psycopg2.connect(host=str(sockets()), port=PORT, dbname=name, user=user)


def _answers(name: str, user: str) -> bool:
    try:
        _connect(name, user).close()
    except psycopg2.OperationalError:
        return False
    return True


def _run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's user, speaking English."""
    uid, gid = account() or (None, None)
    return subprocess.run(
        [_programs() / program, *arguments],
        user=uid,
        group=gid,
        extra_groups=[] if uid is not None else None,
        cwd=home(),
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
    )


@cache
def _programs() -> Path:
    """The binaries, copied beside the data if the server's user cannot reach them."""
    found = find_binaries(data())
    if can_enter(found.resolve()):
        return found
    copy = home() / "programs"
    if not copy.exists() or copy.stat().st_mtime < found.stat().st_mtime:
        unfinished = home() / "programs.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(found.parent, unfinished, symlinks=True)
        shutil.rmtree(copy, ignore_errors=True)
        unfinished.rename(copy)
        print(f"{found} is closed to the server's user: a copy is in {copy}.", file=sys.stderr)
    return copy / "bin"


if __name__ == "__main__":
    action = {"start": ensure_running, "stop": stop, "destroy": destroy}[sys.argv[1]]
    try:
        action()
    except EmbeddedPostgresError as trouble:
        sys.exit(f"jumun: {trouble}")
