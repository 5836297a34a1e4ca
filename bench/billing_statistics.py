"""The statistics of billing: python -m bench.billing_statistics. Exits with 1 where a page takes too long.

Each page's tables are computed five times, of twelve months and of two years; the median is reported.
"""

import argparse
import os
import statistics
import sys
import time
from functools import partial

TENANTS, EVENTS = 100_000, 1_000_000
SECONDS = 5.0  # the target of a page of twelve months, beside other work
RUNS = 5


def main() -> int:
    choices = argparse.ArgumentParser(
        prog="python -m bench.billing_statistics", description=__doc__
    )
    choices.add_argument("--tenants", type=int, default=TENANTS)
    choices.add_argument("--events", type=int, default=EVENTS)
    chosen = choices.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from bench import stack
    from bench.billing_statistics_data import fill

    stack.prepare()
    fill(chosen.tenants, chosen.events)
    return int(not report())


def report() -> bool:
    """Whether all pages are as fast as they should be."""
    from django.utils import timezone

    from billing.months import Month
    from billing.statistics.topics import TOPICS
    from core.days import day_of

    today = day_of(timezone.now())
    present, met = Month.of(today), True
    print("| page | 12 months, s | 24 months, s |\n|---|---:|---:|")
    for code, topic in TOPICS.items():
        taken = [
            _median(partial(topic.show, _last(present, count), today, "KRW")) for count in (12, 24)
        ]
        print(f"| {code} | {taken[0]:.2f} | {taken[1]:.2f} |", flush=True)
        met &= taken[0] <= SECONDS
    print("Targets met." if met else f"Missed: a page takes more than {SECONDS} s.")
    return met


def _last(present, count: int) -> list:
    return [present, *present.before(count - 1)][::-1]


def _median(work) -> float:
    seconds = []
    for _run in range(RUNS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


if __name__ == "__main__":
    sys.exit(main())
