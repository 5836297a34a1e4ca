"""Measures the sale of tickets over HTTP: python -m bench.tickets. Exits with 1 where a target is missed.

Two server processes, PostgreSQL, the live process, the worker and the clients share this machine. Rates and
CPU times are compared with the control page (the base template, a signed-in user, one query), in turns.
"""

import argparse
import os
import sys
import time

PARTS = ("view", "rates", "buyers", "places", "watchers", "gap")


def arguments() -> argparse.Namespace:
    choices = argparse.ArgumentParser(prog="python -m bench.tickets", description=__doc__)
    choices.add_argument("--rounds", type=int, default=5, help="of the rates")
    choices.add_argument("--seconds", type=float, default=2.0, help="of each rate in each round")
    choices.add_argument("--only", nargs="*", choices=PARTS)
    return choices.parse_args()


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ["FEATURES"] = "food,tickets"
    import django

    django.setup()
    chosen, begin = arguments(), time.monotonic()
    misses = measure(chosen)
    print(f"Measured within {time.monotonic() - begin:.0f} s.")
    print("\n".join(["Targets missed:", *misses]) if misses else "Targets met.")
    return 1 if misses else 0


def measure(chosen: argparse.Namespace) -> list[str]:
    """All parts, or those that were chosen; returns what was missed."""
    from bench import stack, tickets_parts, tickets_watchers

    stack.prepare()
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    print(f"{busy:.1f} processes a core wanted to run before: above 0.5, seconds say little.")
    worker = [sys.executable, "manage.py", "worker"]
    log = stack.settings.BENCH_DIR / "worker.log"
    misses: list[str] = []
    with stack.serving() as (port, pid), stack.running(worker, log):
        site = tickets_parts.Site(port, pid, chosen.rounds, chosen.seconds)
        parts = {
            "view": lambda: tickets_parts.view(site),
            "rates": lambda: tickets_parts.rates(site),
            "buyers": lambda: tickets_parts.buyers(site),
            "places": lambda: tickets_parts.places(site),
            "watchers": lambda: tickets_watchers.watch(site.arena),
            "gap": lambda: tickets_watchers.gap(site.arena),
        }
        misses += tickets_parts.warm_up(site)
        for name, part in parts.items():
            misses += part() if chosen.only is None or name in chosen.only else []
    return misses


if __name__ == "__main__":
    sys.exit(main())
