"""A private, real PostgreSQL for this checkout, used when DATABASE_URL is not set.

Its data is under .local/postgres/, it is reached by a Unix socket only (so no port can clash),
and every process of the checkout shares the one server. Tests have a second one, which never waits
for the disk, under .local/postgres-tests/. PostgreSQL refuses to run as root: there it runs as
`postgres` or `nobody`, under /var/lib where that user cannot enter the checkout.
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
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from devtools.postgres.binaries import EmbeddedPostgresError, find_binaries
from devtools.postgres.place import LOCAL, PORT, PROJECT, Place
from devtools.postgres.settings import settings_of

NAME = USER = "jumun"
ROOM_FOR_NEW_DATA = 200 * 2**20
LINGER = 10  # seconds a killed server's last processes may hold its data


@dataclass(frozen=True)
class Server:
    """One server of this checkout; any number of processes may use it."""

    place: Place
    is_durable: bool = True

    def database(self) -> dict[str, str]:
        """How to connect to this server, as entries of DATABASES; starts nothing."""
        return {
            "HOST": str(self.place.sockets),
            "PORT": PORT,
            "NAME": NAME,
            "USER": USER,
        }

    def ensure_running(self) -> None:
        """Return with the server answering, started or made by us if need be.

        Any number of processes may call this at once. Raises EmbeddedPostgresError.
        """
        if self.is_running():
            return
        with self._alone():
            if not self.is_running():
                self._start()

    def is_running(self) -> bool:
        """Whether the server answers and has its database."""
        return self._answers(NAME, USER)

    def is_idle(self) -> bool:
        """Whether nobody is connected, so that stopping it disturbs no other process."""
        with self._as_superuser() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
            )
            return bool(cursor.fetchone() == (1,))

    def stop(self) -> None:
        """Stop the server immediately, even if it is in use; nothing happens if it does not run."""
        with self._alone():
            if (self.place.data / "postmaster.pid").exists():
                self._run("pg_ctl", "-D", self.place.data, "-m", "fast", "-w", "stop")

    def destroy(self) -> None:
        """Stop the server and delete all its data."""
        self.stop()
        shutil.rmtree(self.place.home, ignore_errors=True)
        shutil.rmtree(self.place.sockets, ignore_errors=True)
        self.place.link.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process of this checkout at a time; trouble with files becomes a plain sentence."""
        try:
            LOCAL.mkdir(exist_ok=True)
            if self.place.account and LOCAL.stat().st_uid == 0:
                # Whatever the umask, the server passes through.
                LOCAL.chmod(LOCAL.stat().st_mode | 0o011)
            # Read-only is enough to lock, and lets several users share a checkout.
            lock = os.open(self.place.lock, os.O_RDONLY | os.O_CREAT, 0o644)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
            finally:
                os.close(lock)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The embedded PostgreSQL cannot work in {self.place.home}: {error}"
            ) from None

    def _start(self) -> None:
        self._make_private(self.place.home)
        self._make_private(self.place.sockets)
        self._link_home()
        if not self.is_durable and self._was_cut_off():
            shutil.rmtree(self.place.data)
        if not self.place.data.exists():
            self._initialise()
        if not self._answers("postgres", "postgres"):
            self._write_settings()
            self._launch()
        self._create_database()

    def _was_cut_off(self) -> bool:
        """Whether the last server on this data did not end by itself: a crash of the machine, maybe."""
        pid_file = self.place.data / "postmaster.pid"
        return pid_file.exists() and not _is_postgres(_pid_in(pid_file))

    def _make_private(self, folder: Path) -> None:
        """A folder that only the server's user (and root) may enter."""
        folder.mkdir(mode=0o700, exist_ok=True)
        uid, gid = self.place.account or (os.geteuid(), os.getegid())
        if folder.lstat().st_uid in {0, uid} and stat.S_ISDIR(folder.lstat().st_mode):
            os.chown(folder, uid, gid)
            folder.chmod(0o700)
        else:
            raise EmbeddedPostgresError(
                f"{folder} belongs to another user: work as that user, or delete it."
            )

    def _link_home(self) -> None:
        home, link = self.place.home, self.place.link
        if home == link or link.is_symlink():
            return
        if link.exists():
            raise EmbeddedPostgresError(
                f"The server's user cannot enter {PROJECT} any more: open it, or move {link} to {home}."
            )
        link.symlink_to(home)
        print(f"{PROJECT} is closed to the server's user: the data is in {home}.", file=sys.stderr)

    def _initialise(self) -> None:
        home = self.place.home
        if shutil.disk_usage(home).free < ROOM_FOR_NEW_DATA:
            raise EmbeddedPostgresError(f"The disk of {home} is full: a new database needs 200 MB.")
        # Renamed when whole, so an interrupted start leaves no wreck.
        unfinished = home / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        if not self.is_durable:
            options.append("--no-sync")
        made = self._run("initdb", "-D", unfinished, *options)
        if made.returncode:
            raise EmbeddedPostgresError(
                f"PostgreSQL could not make its data folder: {made.stderr.strip()}"
            )
        unfinished.rename(self.place.data)

    def _write_settings(self) -> None:
        """Written at every start, since the checkout may have moved."""
        settings = settings_of(self.place, is_durable=self.is_durable)
        (self.place.data / "postgresql.conf").write_text(settings)

    def _launch(self) -> None:
        log = self.place.home / "postgres.log"
        self._remove_stale_pid()
        deadline = time.monotonic() + LINGER
        while True:
            before = log.stat().st_size if log.exists() else 0
            started = self._run("pg_ctl", "-D", self.place.data, "-l", log, "-w", "start")
            if started.returncode == 0:
                return
            output = log.read_bytes()[before:].decode(errors="replace") if log.exists() else ""
            lingering = "already exists" in output or "still in use" in output
            if not lingering or time.monotonic() > deadline:
                fatal = (line for line in output.splitlines() if "FATAL" in line)
                why = next(fatal, "it logged nothing")
                raise EmbeddedPostgresError(f"PostgreSQL did not start: {why} (all of it: {log})")
            time.sleep(0.2)

    def _remove_stale_pid(self) -> None:
        """After a crash of the machine the number in postmaster.pid may be some other program's."""
        pid_file = self.place.data / "postmaster.pid"
        if pid_file.exists():
            pid = _pid_in(pid_file)
            if Path("/proc", pid).exists() and not _is_postgres(pid):
                pid_file.unlink()

    def _create_database(self) -> None:
        with self._as_superuser() as cursor:
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

    @contextmanager
    def _as_superuser(self) -> Iterator["psycopg2.extensions.cursor"]:
        with closing(self._connect("postgres", "postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor

    def _connect(self, name: str, user: str) -> "psycopg2.extensions.connection":
        return psycopg2.connect(host=str(self.place.sockets), port=PORT, dbname=name, user=user)

    def _answers(self, name: str, user: str) -> bool:
        try:
            self._connect(name, user).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's user, speaking English."""
        uid, gid = self.place.account or (None, None)
        return subprocess.run(
            [self._programs() / program, *arguments],
            user=uid,
            group=gid,
            extra_groups=[] if uid is not None else None,
            cwd=self.place.home,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
        )

    def _programs(self) -> Path:
        """The binaries, copied beside the data if the server's user cannot reach them."""
        found = find_binaries(self.place.data)
        if self.place.can_enter(found.resolve()):
            return found
        copy = self.place.home / "programs"
        if not copy.exists() or copy.stat().st_mtime < found.stat().st_mtime:
            unfinished = self.place.home / "programs.new"
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.copytree(found.parent, unfinished, symlinks=True)
            shutil.rmtree(copy, ignore_errors=True)
            unfinished.rename(copy)
            print(f"{found} is closed to the server's user: a copy is in {copy}.", file=sys.stderr)
        return copy / "bin"


def _pid_in(pid_file: Path) -> str:
    return pid_file.read_text().split("\n")[0]


def _is_postgres(pid: str) -> bool:
    try:
        return Path("/proc", pid, "comm").read_text() == "postgres\n"
    except OSError:
        return False


SITE = Server(Place("postgres"))
TESTS = Server(Place("postgres-tests"), is_durable=False)
