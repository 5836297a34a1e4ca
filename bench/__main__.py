"""Measures the real stack: python -m bench. Exits with 1 where a target is missed."""

import argparse
import os
import sys
import time


def arguments() -> argparse.Namespace:
    choices = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    choices.add_argument("--rounds", type=int, default=7)
    choices.add_argument("--seconds", type=float, default=2.0, help="of each page in each round")
    choices.add_argument("--only", nargs="*", help="scenarios beside the control page")
    return choices.parse_args()


def main() -> int:
    chosen = arguments()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from bench import data, stack
    from bench.load import GUEST_ORDER
    from bench.measure import CLIENTS, measure
    from bench.order_cost import measure_order
    from bench.report import controls_an_order, missed, table
    from bench.scenarios import scenarios

    begin = time.monotonic()
    stack.prepare()
    town = data.load()
    print(f"{data.STORES} stores, {data.ORDERS} orders of one customer, {CLIENTS} clients at once")
    wanted = scenarios(town)
    if chosen.only is not None:
        wanted = {n: s for n, s in wanted.items() if n == "control" or n in chosen.only}
    with stack.serving() as site:
        times = {"rounds": chosen.rounds, "seconds": chosen.seconds}
        results = measure(wanted, town.customers, site, **times)
        print(f"\n{table(results)}\n")
        for name, each in results.items():
            for error, often in each.errors.most_common(3):
                print(f"{name}: {often} × {error}")
        misses = []
        if chosen.only is None or GUEST_ORDER.name in chosen.only:
            misses += measure_order(town, site, chosen.seconds * 2)
    print(f"Measured within {time.monotonic() - begin:.0f} s.")
    if chosen.only is None:
        print(f"An order costs as much as {controls_an_order(results):.1f} control pages.")
        misses += missed(results)
    print("\n".join(["Targets missed:", *misses]) if misses else "Targets met.")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
