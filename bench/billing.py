"""Measures the closing of months and the reporting of usage: python -m bench.billing. Exits with 1 on a miss.

A process is killed while months are closed. Rates are compared with a bare INSERT … SELECT of as many rows in
the same run.
"""

import argparse
import os
import random
import sys
import time
from statistics import median

SUBSCRIPTIONS, EVENTS, KILLS = 100_000, 1_000_000, 20
FEWER = 10  # times fewer subscriptions, of a first month, take as much memory
LEAST_OF_BARE = {"closing": 0.002, "usage": 0.05}  # of its rate
LEAST_EVENTS = 10_000  # a second
ROUNDS, SECONDS = 5, 4.0  # of usage
SETTINGS = "bench.settings"


def arguments() -> argparse.Namespace:
    choices = argparse.ArgumentParser(prog="python -m bench.billing", description=__doc__)
    choices.add_argument("--subscriptions", type=int, default=SUBSCRIPTIONS)
    choices.add_argument("--events", type=int, default=EVENTS, help="of usage, in the month")
    choices.add_argument("--kills", type=int, default=KILLS)
    choices.add_argument("--rounds", type=int, default=ROUNDS, help="of usage")
    choices.add_argument("--seed", type=int, default=1)
    choices.add_argument("--only", choices=["closing", "usage"])
    return choices.parse_args()


def main() -> int:
    chosen, begin = arguments(), time.monotonic()
    os.environ.update(DJANGO_SETTINGS_MODULE=SETTINGS, FEATURES="food,billing")
    import django

    django.setup()
    from bench import stack

    stack.prepare()
    misses = []
    if chosen.only != "usage":
        misses += closing(chosen)
    if chosen.only != "closing":
        misses += usage(chosen)
    print(f"Measured within {time.monotonic() - begin:.0f} s.")
    print("\n".join(["Targets missed:", *misses]) if misses else "Targets met.")
    return 1 if misses else 0


def closing(chosen: argparse.Namespace) -> list[str]:
    """A month of a tenth of the subscriptions, and one of all."""
    from bench.billing_books import bare_rate, books_of, gaps
    from bench.billing_closing import FLAT, close
    from bench.billing_tenants import Town

    dice, misses, peaks = random.Random(chosen.seed), [], []
    print("| subscriptions | events | a second | kills | MiB, first half | MiB, last half |")
    print("|---:|---:|---:|---:|---:|---:|")
    for share in (FEWER, 1):
        town = Town.load(chosen.subscriptions // share, chosen.events // share)
        closed = close(town, chosen.kills // share, dice)
        first, last = closed.peaks
        print(
            f"| {town.tenants:,} | {town.events:,} | {closed.rate:.0f} | {closed.kills}"
            f" | {first:.0f} | {last:.0f} |"
        )
        misses += books_of(town).disagreements
        misses += [] if closed.is_flat else [f"memory rose from {first:.0f} to {last:.0f} MiB"]
        peaks.append(max(closed.peaks))
    misses += gaps()
    bare = bare_rate(chosen.subscriptions)
    print(
        f"\nINSERT … SELECT of the same rows: {bare:.0f} a second; of it {closed.rate / bare:.2%}."
    )
    if closed.rate < bare * LEAST_OF_BARE["closing"]:
        misses.append(f"closing: less than {LEAST_OF_BARE['closing']:.0%} of the bare rate")
    if peaks[1] > peaks[0] * FLAT:
        misses.append(f"memory: {peaks[1]:.0f} MiB, of a tenth of the subscriptions {peaks[0]:.0f}")
    return misses


def usage(chosen: argparse.Namespace) -> list[str]:
    """Events that tenants report over HTTP, to two processes."""
    from bench import stack
    from bench.billing_tenants import Town
    from bench.billing_usage import BARE_EVENTS, measure

    town = Town.load(10, BARE_EVENTS)
    with stack.serving() as (port, pid):
        found = measure(port, pid, town, chosen.rounds, SECONDS)
    rate, bare = median(found.reported), median(found.bare)
    first, last = found.memory[0], found.memory[-1]
    print(
        f"\nUsage in signed batches: {rate:,.0f} events a second; INSERT … SELECT {bare:,.0f};"
        f" of it {found.of_bare:.1%}. A process of the site took {first:.0f} MiB, then {last:.0f}."
    )
    misses = list(found.wrong)
    if rate < LEAST_EVENTS:
        misses.append(f"usage: less than {LEAST_EVENTS:,} events a second")
    if found.of_bare < LEAST_OF_BARE["usage"]:
        misses.append(f"usage: less than {LEAST_OF_BARE['usage']:.0%} of the bare rate")
    return misses


if __name__ == "__main__":
    sys.exit(main())
