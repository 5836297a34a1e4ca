"""Very many riders at once: python -m bench.dispatch. Exits with 1 where something is wrong.

Nothing is pretended: the tables, locks and triggers are the site's, in PostgreSQL.
"""

import argparse
import os
import statistics
import sys
import time
from collections import Counter

RIDERS, DELIVERIES = 500, 200


def main() -> int:
    choices = argparse.ArgumentParser(prog="python -m bench.dispatch", description=__doc__)
    choices.add_argument("--riders", type=int, default=RIDERS)
    choices.add_argument("--deliveries", type=int, default=DELIVERIES)
    choices.add_argument(
        "--storm", type=int, default=0, help="rounds of everything at once instead"
    )
    chosen = choices.parse_args()

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from bench import dispatch_day, dispatch_town, stack
    from bench.dispatch_checks import wrongs
    from bench.dispatch_queries import growing, queries_table

    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    stack.prepare()
    if chosen.storm:
        return _storm(chosen.storm)
    town = dispatch_town.load(chosen.riders)
    print(f"{chosen.riders} riders, {chosen.deliveries} deliveries; {busy:.1f} busy a core before")
    asked = queries_table(town)
    numbers = town.orders(chosen.deliveries)
    begin = time.monotonic()
    answers = dispatch_day.play(town, numbers)
    print(_report(answers, time.monotonic() - begin))
    few = [number for number, often in Counter(a.number for a in answers).items() if often < 5]
    misses = [f"{count} {name}" for name, count in wrongs().items() if count]
    misses += growing(asked)
    if few or len({answer.number for answer in answers}) < len(numbers):
        misses.append(f"{len(few)} deliveries were answered by fewer than five")
    return _verdict(misses)


def _storm(rounds: int) -> int:
    """What tests/delivery/test_storm.py does, for longer."""
    from bench.dispatch_checks import wrongs
    from delivery.models import DeliveryMove
    from tests.delivery.storm import storm

    errors = storm(rounds)
    made = Counter(DeliveryMove.objects.values_list("verb", flat=True).order_by())
    print(f"{rounds} rounds: {', '.join(f'{often} {verb}' for verb, often in made.most_common())}")
    misses = [repr(error) for error in errors]
    return _verdict(misses + [f"{count} {name}" for name, count in wrongs().items() if count])


def _verdict(misses: list[str]) -> int:
    print("\n".join(["WRONG:", *misses]) if misses else "Nothing is wrong.")
    return 1 if misses else 0


def _report(answers, took: float) -> str:
    kinds = Counter((answer.verb, answer.worked) for answer in answers)
    rows = ["| what | worked | did not |", "|---|---:|---:|"]
    rows += [
        f"| {verb} | {kinds[verb, True]} | {kinds[verb, False]} |"
        for verb in sorted({verb for verb, _worked in kinds})
    ]
    rows.append("")
    for name, worked in (("who won", True), ("who lost", False)):
        times = [1000 * a.took for a in answers if a.verb == "accept" and a.worked == worked]
        if len(times) > 1:
            p99 = statistics.quantiles(times, n=100, method="inclusive")[98]
            rows.append(
                f"accept, {name}: {statistics.median(times):.0f} ms median, {p99:.0f} ms p99"
            )
    accepts = sum(answer.verb == "accept" for answer in answers)
    rows.append(
        f"{len(answers)} answers within {took:.1f} s, {accepts / took:.0f} accepts a second"
    )
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
