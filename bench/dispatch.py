"""Many concurrent riders: python -m bench.dispatch. Exits with 1 if anything is wrong.

Nothing is simulated: signed-in riders and their stores use the site's own pages, served by gunicorn.
"""

import argparse
import logging
import os
import statistics
import sys
import time
from collections import Counter

RIDERS, DELIVERIES = 500, 200
MANY = 5  # answers to each offer, at the least


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
    from bench.dispatch_doors import Doors
    from bench.dispatch_queries import growing, queries_table

    logging.disable(logging.INFO)
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    stack.prepare()
    if chosen.storm:
        return _storm(chosen.storm)
    town = dispatch_town.load(chosen.riders)
    print(f"{chosen.riders} riders, {chosen.deliveries} deliveries; {busy:.1f} busy a core before")
    with stack.serving() as (port, _pid):
        counts = queries_table(town, Doors(port))
        numbers = town.orders(chosen.deliveries)
        begin = time.monotonic()
        touches, errors = dispatch_day.play(town, numbers, port)
        took = time.monotonic() - begin
    misses = [f"{often} × {error}" for error, often in Counter(errors).items()]
    if len(touches) < chosen.riders:
        return _verdict(misses)
    print(_report(touches, took))
    misses += [f"{count} {name}" for name, count in wrongs().items() if count]
    return _verdict([*misses, *growing(counts), *_unanswered(touches, numbers)])


def _unanswered(touches, numbers: list[str]) -> list[str]:
    """A sentence if an offer had few answers, unless its store withdrew it immediately."""
    answers = Counter(touch.number for touch in touches if touch.verb in ("accept", "decline"))
    taken_away = {touch.number for touch in touches if touch.verb in ("assign", "cancel_by_store")}
    few = [number for number in set(numbers) - taken_away if answers[number] < MANY]
    usual, fewest = statistics.median(answers.values()), min(answers.values())
    print(f"Each offer was answered {usual:.0f} times (median), {fewest} times at least.")
    return [f"{len(few)} offers were answered by fewer than {MANY}"] if few else []


def _storm(rounds: int) -> int:
    """Runs tests/delivery/test_storm.py for longer."""
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


def _report(touches, took: float) -> str:
    from delivery.models import DeliveryMove

    tried = Counter(touch.verb for touch in touches)
    done = Counter(DeliveryMove.objects.order_by().values_list("verb", flat=True))
    rows = [f"{tried[verb]} × {verb}" for verb in sorted(tried)]
    rows = [f"Tried: {', '.join(rows)}"]
    rows += [f"Done: {', '.join(f'{done[verb]} × {verb}' for verb in sorted(done))}"]
    accepts = [touch for touch in touches if touch.verb == "accept"]
    rows += ["", "| accept | how many | at the phone, p50 ms | p99 | in the site, p50 ms | p99 |"]
    rows += ["|---|---:|---:|---:|---:|---:|"]
    for name, won in (("who won", True), ("who lost", False)):
        mine = [touch for touch in accepts if touch.won is won]
        times = *_times([each.took for each in mine]), *_times([each.worked for each in mine])
        rows.append(f"| {name} | {len(mine)} | {' | '.join(f'{each:.0f}' for each in times)} |")
    rows += ["", f"{len(touches)} touches within {took:.1f} s"]
    rows[-1] += f", {len(accepts) / took:.0f} accepts a second."
    return "\n".join(rows)


def _times(seconds: list[float]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds."""
    percentiles = statistics.quantiles(seconds, n=100, method="inclusive")
    return 1000 * statistics.median(seconds), 1000 * percentiles[98]


if __name__ == "__main__":
    sys.exit(main())
