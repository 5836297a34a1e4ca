"""Where an embedded PostgreSQL of this checkout lives, and as which user it runs.

Everything here is worked out from the checkout's path and its folders' permissions, so that every
process comes to the same answer without asking the server or each other.
"""

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from devtools.postgres.binaries import EmbeddedPostgresError

PROJECT = Path(__file__).resolve().parents[2]
LOCAL = PROJECT / ".local"
MARK = hashlib.sha256(os.fsencode(PROJECT)).hexdigest()[:12]
PORT = "5432"  # only part of the socket's name
SOCKET_PATH_LIMIT = 107  # bytes; sun_path of unix(7), less the closing zero


@dataclass(frozen=True)
class Place:
    """The folders of one server: its data, its log, its socket. `name` starts with postgres."""

    name: str

    @property
    def link(self) -> Path:
        """The data itself, or a link to it."""
        return LOCAL / self.name

    @property
    def lock(self) -> Path:
        return LOCAL / f"{self.name}.lock"

    @property
    def home(self) -> Path:
        """The folder of data, log and binaries: in the checkout, or outside if that is closed."""
        return self.link if self.can_enter(PROJECT) else Path(f"/var/lib/jumun-{self._mark}")

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        """The folder of the Unix socket: beside the data if the path is short enough."""
        socket = os.fsencode(self.home / f".s.PGSQL.{PORT}")
        # libpq reads a comma as two hosts.
        if len(socket) <= SOCKET_PATH_LIMIT and b"," not in socket:
            return self.home
        # Not tempfile.gettempdir(): processes with another TMPDIR must find the same server.
        return Path(f"/tmp/jumun-{self._mark}")

    @property
    def account(self) -> tuple[int, int] | None:
        """The user and group id to run the server as, or None for our own."""
        return _account(self.link / "data")

    def can_enter(self, folder: Path) -> bool:
        """Whether the server's user may pass through every folder down to this one."""
        return _can_enter(folder, self.account)

    @property
    def _mark(self) -> str:
        return MARK + self.name.removeprefix("postgres")


@cache
def _account(made: Path) -> tuple[int, int] | None:
    if os.geteuid() != 0:
        return None
    if made.exists() and made.stat().st_uid != 0:
        return made.stat().st_uid, made.stat().st_gid
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root, and there is no user postgres or nobody to run it as: "
        "add one (useradd --system postgres) or work as an ordinary user."
    )


@cache
def _can_enter(folder: Path, account: tuple[int, int] | None) -> bool:
    return account is None or all(
        _opens(each.stat(), *account) for each in (folder, *folder.parents)
    )


def _opens(folder: os.stat_result, uid: int, gid: int) -> bool:
    if folder.st_uid == uid:
        return bool(folder.st_mode & stat.S_IXUSR)
    if folder.st_gid == gid:
        return bool(folder.st_mode & stat.S_IXGRP)
    return bool(folder.st_mode & stat.S_IXOTH)
