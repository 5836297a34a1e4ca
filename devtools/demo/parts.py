"""The processes of the demo, beside each other: their lines on one screen, and one end for all."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import NoReturn

LOOK = 0.2  # seconds between looks whether all are alive
CHECK = 2.0  # seconds between questions to what is no child of ours
CHECKS = 3  # without a good answer, until it counts as gone
PATIENCE = 5.0  # seconds to end when asked to


class PartDied(Exception):
    """The text names the part and how it ended."""


class Part:
    """A process in a session of its own, away from the keyboard's Ctrl-C, which only we answer."""

    def __init__(self, name: str, command: Sequence[str], folder: Path) -> None:
        self.name = name
        self.child = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        say("demo", f"{name} started (pid={self.child.pid})")
        self.reader = Thread(target=self._pass_on, daemon=True)
        self.reader.start()

    def _pass_on(self) -> None:
        for line in self.child.stdout or ():
            say(self.name, line.rstrip("\n"))

    def send(self, sign: int) -> bool:
        """To the whole group; False once nobody is left in it."""
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, sign)
            return True
        return False

    def is_over(self) -> bool:
        self.child.poll()  # else it would stay in its group as a zombie
        return not self.send(0)


def watch(parts: list[Part], checks: Mapping[str, Callable[[], bool]]) -> NoReturn:
    """Raise PartDied as soon as one of the parts has ended, or one of the checks has failed for a while.

    The checks answer whether something beside the parts is alive, by its name.
    """
    next_check, refusals = 0.0, Counter[str]()
    while True:
        for part in parts:
            if (code := part.child.poll()) is not None:
                raise PartDied(f"its {part.name} {ending(code)}")
        if time.monotonic() >= next_check:
            for name, is_alive in checks.items():
                refusals[name] = 0 if is_alive() else refusals[name] + 1
                if refusals[name] == CHECKS:
                    raise PartDied(f"its {name} is gone")
            next_check = time.monotonic() + CHECK
        time.sleep(LOOK)


def stop(parts: list[Part]) -> None:
    """Ask all to end; kill what has not after a while, or when asked again."""
    deadline = time.monotonic() + PATIENCE
    for part in parts:
        part.send(signal.SIGTERM)
    with suppress(KeyboardInterrupt):
        while time.monotonic() < deadline and not all(part.is_over() for part in parts):
            time.sleep(LOOK / 2)
    for part in parts:
        part.send(signal.SIGKILL)
        part.child.wait()


def ending(code: int) -> str:
    """How a process ended, from its exit code as Python has it."""
    if code >= 0:
        return f"ended with exit code {code}"
    return f"was killed by {signal.Signals(-code).name} (exit code {code})"


def say(name: str, line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {name:<7}| {line}", flush=True)
