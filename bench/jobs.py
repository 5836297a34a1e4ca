"""Jobs: their speed, and losses when processes are killed. Exits with 1 if there are any.

python -m bench.jobs
"""

import argparse
import os
import random
import sys
import threading
import time
from dataclasses import dataclass
from statistics import median, quantiles

KILLS, RATE = 50, 40  # jobs a second
MANY = 5000
LONGEST_PAUSE = 10.0  # seconds


def main() -> int:
    choices = argparse.ArgumentParser(prog="python -m bench.jobs", description=__doc__)
    choices.add_argument("--kills", type=int, default=KILLS)
    choices.add_argument("--jobs", type=int, default=MANY, help="whose rate is measured")
    choices.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = choices.parse_args()

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from django.db import connection

    from bench import stack
    from bench.jobs_tasks import TABLE
    from bench.jobs_worker import Service
    from jobs.models import Schedule

    stack.prepare()
    Schedule.objects.update(next_run=None)
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    service = Service()
    try:
        _wait_until_ready()
        _speed(service, chosen.jobs)
        return _kills(service, chosen.kills, random.Random(chosen.seed))
    finally:
        service.stop()


def _speed(service, many: int) -> None:
    from django.db import connection, transaction

    from bench.jobs_tasks import nothing
    from jobs.models import Job
    from jobs.queue import enqueue

    print(f"Idle: {service.idle_cpu(10):.1%} of a core, {service.memory():.0f} MiB in all.")
    _send(RATE * 15, lambda: 0.0)
    _wait_until_done()
    waits = _milliseconds("SELECT began - sent FROM bench_try")
    p99 = quantiles(waits, n=100, method="inclusive")[98]
    print(f"From enqueue to begin at {RATE}/s: p50 {median(waits):.1f} ms, p99 {p99:.1f} ms.")
    with transaction.atomic():
        for _ in range(many):
            enqueue(nothing)
    _wait_until_done()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM max(finished) - min(started)) FROM jobs_job"
            " WHERE task LIKE '%%nothing'",
            [],
        )
        took = float(cursor.fetchone()[0])
        cursor.execute("TRUNCATE bench_try")
    print(f"{many} jobs at once: {many / took:.0f} jobs/s.")
    Job.objects.all().delete()


def _kills(service, kills: int, dice: random.Random) -> int:
    """Kill processes under load and report on the jobs; returns 1 if anything is wrong."""
    sent, begin, end = _kill_under_load(service, kills, dice)
    _wait_until_done()
    counts, pause = _counts(service.killed), _longest_pause(begin, end)
    print(
        f"{kills} kills ({service.kills['parent']} of the parent) within {end - begin:.0f} s:"
        f" {counts.jobs} of {sent} jobs; lost {counts.lost}, failed {counts.failed},"
        f" done twice {counts.doubled} ({counts.unexplained} without a kill), tried again {counts.again},"
        f" tries uncounted {counts.uncounted}, counted and not begun {counts.unbegun};"
        f" longest pause {pause:.1f} s."
    )
    wrong = (
        counts.lost
        or counts.failed
        or counts.unexplained
        or counts.uncounted
        or counts.jobs != sent
        or counts.unbegun > kills
        or pause > LONGEST_PAUSE
    )
    print("WRONG." if wrong else "Nothing is wrong.")
    return 1 if wrong else 0


def _kill_under_load(service, kills: int, dice: random.Random) -> tuple[int, float, float]:
    """The number of jobs sent, and the times between which processes were killed."""
    from django.db import connection

    over, sent = threading.Event(), []

    def send() -> None:
        sent.append(_send(10**9, lambda: dice.random() ** 4 / 2, over))
        connection.close()

    sender = threading.Thread(target=send)
    sender.start()
    begin = time.time()
    for _ in range(kills):
        service.kill_one(dice)
    end = time.time()
    over.set()
    sender.join()
    return sent[0], begin, end


@dataclass
class Counts:
    """The results of the jobs."""

    jobs: int
    lost: int
    doubled: int
    # Done more often than a process was killed between the end of the work and its record.
    unexplained: int
    uncounted: int  # jobs that began more often than their tries say
    unbegun: int  # tries that were counted and never began
    again: int
    failed: int


def _counts(killed: list[int]) -> Counts:
    from django.db import connection

    from jobs.models import Job, State

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE ends = 0), count(*) FILTER (WHERE ends > 1),"
            " count(*) FILTER (WHERE ends > 1 + killed),"
            " count(*) FILTER (WHERE begins > tries), sum(tries - begins), count(*) FILTER (WHERE tries > 1)"
            " FROM (SELECT args->>0, max(tries) AS tries, count(began) AS begins, count(ended) AS ends,"
            " count(ended) FILTER (WHERE pid = ANY(%s)) AS killed"
            " FROM jobs_job LEFT JOIN bench_try ON number = (args->>0)::int GROUP BY 1) AS each",
            [killed],
        )
        return Counts(*cursor.fetchone(), failed=Job.objects.in_state(State.FAILED).count())


def _longest_pause(begin: float, end: float) -> float:
    """The longest time in seconds in which no job began."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(pause) FROM (SELECT at - lag(at) OVER (ORDER BY at) AS pause FROM"
            " (SELECT began FROM bench_try UNION VALUES (%s), (%s)) AS begins (at)"
            " WHERE at BETWEEN %s AND %s) AS pauses",
            [begin, end, begin, end],
        )
        [pause] = cursor.fetchone()
    return pause


def _send(count: int, seconds, over: threading.Event | None = None) -> int:
    """Enqueue so many at the rate, one by one; `seconds()` is the duration of each."""
    from bench.jobs_tasks import work
    from jobs.queue import enqueue

    over, begin = over or threading.Event(), time.time()
    for number in range(count):
        if over.wait(max(0, begin + number / RATE - time.time())):
            return number
        enqueue(work, number, time.time(), seconds())
    return count


def _milliseconds(query: str) -> list[float]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return [1000 * row[0] for row in cursor.fetchall()]


def _wait_until_done() -> None:
    from jobs.models import Job

    while Job.objects.filter(finished=None).exists():
        time.sleep(0.05)


def _wait_until_ready() -> None:
    from django.db import connection

    from bench.jobs_worker import ready

    with connection.cursor() as cursor:
        while not ready(cursor):
            time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
