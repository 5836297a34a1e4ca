"""The two sides of a comparison: for each a worktree with a PostgreSQL, a site and a worker of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from bench import stack
from bench.running_stack import RunningStack, bench_environment, log_of, running_in

PROJECT = Path(__file__).resolve().parents[1]
DATA = PROJECT / "bench/compare_data.py"


@contextmanager
def both_sides(rev: str, *, rushes: int, pieces: int) -> Iterator[list[RunningStack]]:
    """The older revision and this checkout with its uncommitted changes, both running but for the worker.

    Each is a worktree in a temporary folder, so that they differ in nothing but their code.
    """
    old = _git("rev-parse", "--verify", f"{rev}^{{commit}}")
    local = PROJECT / ".local"
    local.mkdir(exist_ok=True)
    with ExitStack() as until_end:
        folder = Path(until_end.enter_context(tempfile.TemporaryDirectory("", "compare-", local)))
        folder.chmod(0o711)  # PostgreSQL may run as another user
        try:
            sides = []
            for name, commit in (("old", old), ("new", _snapshot(folder))):
                print(f"{name}: {_git('log', '-1', '--format=%h %s', commit)}", flush=True)
                _worktree(folder / name, commit, until_end)
                sides.append(_side(name, folder / name, (rushes, pieces), until_end))
            yield sides
        finally:
            signal.signal(
                signal.SIGINT, signal.SIG_IGN
            )  # another Ctrl-C must not stop the cleaning up


def _side(name: str, folder: Path, numbers: tuple[int, int], until_end: ExitStack) -> RunningStack:
    until_end.callback(_prepare, folder, "destroy", check=False)
    printed = _prepare(folder, "prepare", *map(str, numbers))
    data = json.loads(printed.splitlines()[-1])
    port = stack.free_port()
    site = until_end.enter_context(running_in(folder, stack.GUNICORN, "site", port))
    stack.wait_for(port, site, log_of(folder, "site"))
    processes = {"site": site.pid, "PostgreSQL": data["postgres"]}
    return RunningStack(name, folder, data, port, processes, until_end)


def _prepare(folder: Path, *arguments: str, check: bool = True) -> str:
    command = [sys.executable, str(DATA), *arguments]
    done = subprocess.run(
        command, cwd=folder, env=bench_environment(), stdout=subprocess.PIPE, text=True
    )
    if check and done.returncode:
        sys.exit(f"bench: {arguments[0]} failed in {folder.name}")
    return done.stdout


def _snapshot(folder: Path) -> str:
    """A commit of this checkout as it is, new files included; no branch has it."""
    git = partial(_git, index=folder / "index")
    git("read-tree", "HEAD")
    git("add", "--all")
    tree = git("write-tree")
    if tree == _git("rev-parse", "HEAD^{tree}"):
        return _git("rev-parse", "HEAD")
    author = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")
    return git(*author, "commit-tree", tree, "-p", "HEAD", "-m", "This checkout, not committed yet")


def _worktree(folder: Path, commit: str, until_end: ExitStack) -> None:
    until_end.callback(_git, "worktree", "remove", "--force", "--force", str(folder), check=False)
    _git("worktree", "add", "--detach", str(folder), commit)
    catalogs = folder.glob("locale*/*/LC_MESSAGES/*.po")
    compile_ = [str(Path(sys.executable).with_name("pybabel")), "--quiet", "compile"]
    for each in catalogs:
        files = ["--input-file", str(each), "--output-file", str(each.with_suffix(".mo"))]
        subprocess.run([*compile_, *files], check=True)


def _git(*arguments: str, index: Path | None = None, check: bool = True) -> str:
    environment = {**os.environ, **({"GIT_INDEX_FILE": str(index)} if index else {})}
    done = subprocess.run(
        ["git", *arguments], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    if check and done.returncode:
        sys.exit(f"bench: git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()
