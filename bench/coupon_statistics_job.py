"""One run of the aggregation; prints its time and memory, as JSON, for bench.coupon_statistics."""

import json
import os
import sys
import threading
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import psutil

MEMORY_INTERVAL = 0.02  # seconds between two looks at the memory of the sessions


def main(now: datetime) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from django.db import connection

    from coupons.statistics.aggregate import aggregate
    from coupons.statistics.tasks import SESSIONS

    with connection.cursor() as cursor:
        start, before = _peak(), _written(cursor)
        sessions = Sessions()
        begin = time.monotonic()
        while not aggregate(now, SESSIONS):
            pass
        seconds = time.monotonic() - begin
        sessions.end()
        cursor.execute("SELECT pg_stat_force_next_flush()")
        rows, files = (new - old for new, old in zip(_written(cursor), before, strict=True))
    sizes = {"process": _peak(), "before": start, "own": sessions.own, "shared": sessions.shared}
    times = {"seconds": seconds, "cpu": sessions.cpu}
    print(json.dumps({**times, "rows": rows, "files": files / 2**20, **sizes}))


class Sessions:
    """What this database's sessions take: seconds of CPU time, and at most so many MiB.

    `own` is of all together, `shared` what one of them used.
    """

    def __init__(self) -> None:
        self.own = self.shared = 0.0
        self._cpu: dict[int, list[float]] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    @property
    def cpu(self) -> float:
        return sum(times[-1] - times[0] for times in self._cpu.values())

    def _watch(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            while not self._over.wait(MEMORY_INTERVAL):
                cursor.execute(
                    "SELECT pid FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                self._note([psutil.Process(pid) for (pid,) in cursor.fetchall()])
        connection.close()

    def _note(self, processes: list[psutil.Process]) -> None:
        own = 0.0
        for process in processes:
            with suppress(psutil.NoSuchProcess):  # it has ended
                memory = process.memory_info()
                own += (memory.rss - memory.shared) / 2**20
                self.shared = max(self.shared, memory.shared / 2**20)
                self._cpu.setdefault(process.pid, []).append(sum(process.cpu_times()[:2]))
        self.own = max(self.own, own)


def _peak() -> float:
    """The most memory of this process so far, in MiB; getrusage(2) would count its parent, too."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _written(cursor) -> tuple[int, int]:
    """Rows of figures, and bytes of temporary files, that were written so far."""
    cursor.execute(
        "SELECT sum(n_tup_ins + n_tup_upd)::bigint FROM pg_stat_user_tables"
        " WHERE relname IN ('coupons_campaignday', 'coupons_storeday', 'coupons_siteday')"
    )
    [rows] = cursor.fetchone()
    cursor.execute("SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()")
    return rows, cursor.fetchone()[0]


if __name__ == "__main__":
    main(datetime.fromisoformat(sys.argv[1]))
