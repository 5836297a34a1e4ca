"""`manage.py worker` next to the bench: started, killed, restarted, and measured."""

import os
import random
import signal
import subprocess
import sys
import threading
import time

import psutil
from django.conf import settings

from jobs.statements import NAMESPACE

PROCESSES = 2


class Service:
    """The worker as a service manager runs it: restarted as soon as its first process ends."""

    def __init__(self) -> None:
        self.log = (settings.BENCH_DIR / "worker.log").open("wb")
        self.kills = {"parent": 0, "worker": 0}
        self.killed: list[int] = []
        self._over = threading.Event()
        self._parent = self._start()
        self._manager = threading.Thread(target=self._restart, daemon=True)
        self._manager.start()

    def processes(self) -> list[psutil.Process]:
        """Parent and workers."""
        if self._parent.poll() is not None:
            return []
        parent = psutil.Process(self._parent.pid)
        return [parent, *parent.children()]

    def kill_one(self, dice: random.Random) -> None:
        """Kill one process, each with the same probability, if none is missing."""
        found: list[psutil.Process] = []
        while len(found) <= PROCESSES:
            time.sleep(dice.uniform(0, 2))
            found = self.processes()
        chosen = dice.choice(found)
        chosen.kill()
        self.killed.append(chosen.pid)
        self.kills["parent" if chosen.pid == found[0].pid else "worker"] += 1

    def idle_cpu(self, seconds: float) -> float:
        """The share of one core that all of them use while they wait."""
        before = sum(sum(each.cpu_times()[:2]) for each in self.processes())
        time.sleep(seconds)
        return (sum(sum(each.cpu_times()[:2]) for each in self.processes()) - before) / seconds

    def memory(self) -> float:
        """MiB of all of them; shared memory is counted once (proc(5), Pss)."""
        return sum(each.memory_full_info().pss for each in self.processes()) / 2**20

    def stop(self) -> None:
        self._over.set()
        self._manager.join()
        self._parent.send_signal(signal.SIGTERM)
        self._parent.wait(60)

    def _start(self) -> subprocess.Popen:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "manage.py", "worker", "--processes", str(PROCESSES)]
        return subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)

    def _restart(self) -> None:
        while not self._over.wait(0.05):
            if self._parent.poll() is not None:
                self._parent = self._start()


def ready(cursor) -> bool:
    cursor.execute("SELECT count(*) FROM pg_locks WHERE classid = %s", [NAMESPACE])
    return cursor.fetchone()[0] >= PROCESSES
