"""What runs the parts of the demo, with small programs for parts."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

from devtools.demo import parts
from devtools.demo.parts import Part, PartDied, ending, stop, watch
from tests.processes import wait_until

WAIT = "import threading; threading.Event().wait()"
CHILD_HOLDS_OUTPUT = (
    f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{WAIT}']); {WAIT}"
)


@pytest.fixture
def start(tmp_path):
    """Starts a part that runs a few lines of Python."""
    parts = []

    def started(code, name="worker"):
        parts.append(Part(name, [sys.executable, "-c", code], tmp_path))
        return parts[-1]

    yield started
    stop(parts)


def test_a_part_that_ends_is_named_with_its_exit_code(start):
    parts = [start(WAIT, "site"), start("raise SystemExit(3)", "live")]

    with pytest.raises(PartDied, match="its live ended with exit code 3"):
        watch(parts, {})


def test_a_part_that_is_killed_is_noticed_though_its_children_live_on(start):
    part = start(CHILD_HOLDS_OUTPUT)
    wait_until(lambda: psutil.Process(part.child.pid).children())
    os.kill(part.child.pid, signal.SIGKILL)

    with pytest.raises(PartDied, match=r"its worker was killed by SIGKILL \(exit code -9\)"):
        watch([part], {})
    stop([part])
    assert part.is_over()


def test_what_does_not_answer_three_times_is_gone(start, monkeypatch):
    monkeypatch.setattr(parts, "CHECK", 0)
    answers = iter([True, False, False, True, False, False, False])

    with pytest.raises(PartDied, match="its database is gone"):
        watch([start(WAIT)], {"database": lambda: next(answers)})
    assert next(answers, None) is None


def test_a_part_that_does_not_end_when_asked_is_killed(start, monkeypatch, tmp_path):
    monkeypatch.setattr(parts, "PATIENCE", 0.1)
    part = start(f"import signal; signal.signal(15, signal.SIG_IGN); open('ready', 'w'); {WAIT}")
    wait_until((tmp_path / "ready").exists)

    stop([part])

    assert part.child.returncode == -signal.SIGKILL


def test_lines_of_a_part_bear_its_name(start, capfd):
    part = start("print('1 < 2')")
    part.reader.join()

    assert "worker | 1 < 2\n" in capfd.readouterr().out


def test_endings_are_told_apart():
    assert ending(0) == "ended with exit code 0"
    assert ending(-15) == "was killed by SIGTERM (exit code -15)"


def test_a_demo_that_logs_more_is_asked_for():
    command = [sys.executable, "-m", "devtools.demo", "--help"]

    assert "--verbose" in subprocess.check_output(command, text=True)
