"""Where the embedded PostgreSQL of this checkout lives, and as which user it runs.

Everything here is worked out from the checkout's path and its folders' permissions, so that every
process comes to the same answer without asking the server or each other.
"""

import hashlib
import os
import pwd
import stat
from functools import cache
from pathlib import Path

from config.postgres_binaries import EmbeddedPostgresError

PROJECT = Path(__file__).resolve().parent.parent
LOCAL = PROJECT / ".local"
LINK = LOCAL / "postgres"  # the data itself, or a link to it
MARK = hashlib.sha256(os.fsencode(PROJECT)).hexdigest()[:12]
PORT = "5432"  # only part of the socket's name
SOCKET_PATH_LIMIT = 107  # bytes; sun_path of unix(7), less the closing zero


@cache
def account() -> tuple[int, int] | None:
    """The user and group id to run the server as, or None for our own."""
    if os.geteuid() != 0:
        return None
    made = LINK / "data"
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
def home() -> Path:
    """The folder of data, log and binaries: in the checkout, or outside if that is closed."""
    return LINK if can_enter(PROJECT) else Path(f"/var/lib/jumun-{MARK}")


def data() -> Path:
    return home() / "data"


def sockets() -> Path:
    """The folder of the Unix socket: beside the data if the path is short enough."""
    socket = os.fsencode(home() / f".s.PGSQL.{PORT}")
    if len(socket) <= SOCKET_PATH_LIMIT and b"," not in socket:  # libpq reads a comma as two hosts
        return home()
    # Not tempfile.gettempdir(): processes with another TMPDIR must find the same server.
    return Path(f"/tmp/jumun-{MARK}")


def can_enter(folder: Path) -> bool:
    """Whether the server's user may pass through every folder down to this one."""
    who = account()
    return who is None or all(_opens(each.stat(), *who) for each in (folder, *folder.parents))


def _opens(folder: os.stat_result, uid: int, gid: int) -> bool:
    if folder.st_uid == uid:
        return bool(folder.st_mode & stat.S_IXUSR)
    if folder.st_gid == gid:
        return bool(folder.st_mode & stat.S_IXGRP)
    return bool(folder.st_mode & stat.S_IXOTH)
