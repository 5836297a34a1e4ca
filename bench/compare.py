"""Compares the speed of this checkout with that of an older revision, both measured in one run.

Each runs its own code on its own PostgreSQL, with this virtualenv; the load is always that of this checkout.
Only one of them is loaded at a time, in turns (old, new, new, old, ...), so that a drift of the machine's
speed affects both. Exits with 1 where an answer was wrong: then the numbers compare nothing.
"""

import argparse
import signal
import sys
import time
from collections import Counter, defaultdict

from bench.compare_report import table
from bench.compare_sides import both_sides
from bench.load import PIECES, SCENARIOS, Scenario, Values
from bench.running_stack import RunningStack

Results = dict[str, dict[str, list[Values]]]  # by scenario, and then by side


def main() -> int:
    chosen = arguments()
    scenarios = [each for each in SCENARIOS if each.group in chosen.only]
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))  # not without cleaning up
    begin = time.monotonic()
    with both_sides(chosen.rev, rushes=chosen.pairs, pieces=PIECES) as sides:
        statements = prepare(sides, scenarios, chosen.seconds)
        print(f"Both run after {time.monotonic() - begin:.0f} s.", flush=True)
        results, errors = compare(sides, scenarios, chosen.pairs, chosen.seconds)
    for scenario, by_side in results.items():
        for side, rounds in by_side.items():
            for values in rounds:
                values.update(statements[scenario, side])
    print(f"\n{table(results)}\n\nMeasured within {time.monotonic() - begin:.0f} s.")
    for error, often in errors.most_common(10):
        print(f"{often} × {error}")
    return 1 if errors else 0


def arguments() -> argparse.Namespace:
    choices = argparse.ArgumentParser(
        prog="python -m bench.compare",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    choices.add_argument("rev", metavar="REV", help="the older revision, such as main or a commit")
    choices.add_argument("--pairs", type=int, default=3, help="measurements of each side")
    choices.add_argument("--seconds", type=float, default=5.0, help="of a page; orders take twice")
    groups = sorted({each.group for each in SCENARIOS})
    choices.add_argument("--only", default=",".join(groups), help="of %(default)s")
    chosen = choices.parse_args()
    chosen.only = chosen.only.split(",")
    if chosen.pairs < 1 or not set(chosen.only) <= set(groups):
        choices.error(f"--pairs must be 1 or more, --only some of {','.join(groups)}")
    return chosen


def prepare(
    sides: list[RunningStack], scenarios: list[Scenario], seconds: float
) -> dict[tuple[str, str], Values]:
    """Fill the caches of each site, count the statements of each scenario, and start the workers."""
    statements = {}
    for side in sides:
        for scenario in scenarios:
            scenario.warm_up(side, seconds)
        for scenario in scenarios:
            statements[scenario.name, side.name] = scenario.count_statements(side)
        side.start_worker()
    for side in sides:
        side.settle(seconds=4)  # a worker that starts slowly may look idle for a moment
    return statements


def compare(
    sides: list[RunningStack], scenarios: list[Scenario], pairs: int, seconds: float
) -> tuple[Results, Counter[str]]:
    results: Results = {each.name: defaultdict(list) for each in scenarios}
    errors: Counter[str] = Counter()
    for pair in range(pairs):
        for side in sides:
            side.tidy()
        for scenario in scenarios:
            for side in sides if pair % 2 == 0 else reversed(sides):
                values, wrong = scenario.measure(side, pair, seconds)
                results[scenario.name][side.name].append(values)
                errors.update({f"{scenario.name}, {side.name}: {e}": n for e, n in wrong.items()})
                if scenario.group == "rush" and values["sold"] != PIECES:
                    errors[f"{scenario.name}, {side.name}: {values['sold']} sold"] += 1
        print(f"Pair {pair + 1} of {pairs} is measured.", flush=True)
    return results, errors


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
