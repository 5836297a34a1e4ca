"""Measures selling on a product page over HTTP: python -m bench.landing. Exits with 1 on a missed target.

Two server processes, PostgreSQL and the clients share this machine. Rates are compared with the control page
(the base template, a signed-in user, one query) and a bare guarded UPDATE of the stock, which take turns with
them.
"""

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median

BUYERS = 200  # of a rush for landing_shop.PIECES
TARGET_RATE = 10  # requests a second
LIMITS = {"page": 0.1, "order": 0.5, "webhook": 0.3}  # seconds, of the 99th percentile at that rate
STEPS = (20, 40, 80, 160, 320, 640)  # requests a second
SETTINGS = "bench.settings"


def arguments() -> argparse.Namespace:
    choices = argparse.ArgumentParser(prog="python -m bench.landing", description=__doc__)
    choices.add_argument("--rounds", type=int, default=5, help="of the rates")
    choices.add_argument("--seconds", type=float, default=2.0, help="of each rate in each round")
    choices.add_argument("--target-seconds", type=float, default=12.0, help="at the target's rate")
    choices.add_argument("--step-seconds", type=float, default=3.0, help="of each higher rate")
    choices.add_argument("--only", nargs="*", choices=["rates", "rush", *LIMITS])
    return choices.parse_args()


def main() -> int:
    from devtools.stubs.stripe import SECRET_KEY, WEBHOOK_SECRET, StripeStub

    chosen, begin = arguments(), time.monotonic()
    with StripeStub() as stripe:
        os.environ.update(
            STRIPE_URL=stripe.url,
            STRIPE_PAGES_URL=stripe.url,
            STRIPE_SECRET_KEY=SECRET_KEY,
            STRIPE_WEBHOOK_SECRET=WEBHOOK_SECRET,
            DJANGO_SETTINGS_MODULE=SETTINGS,
        )
        import django

        django.setup()
        misses = measure(chosen)
    print(f"Measured within {time.monotonic() - begin:.0f} s.")
    print("\n".join(["Targets missed:", *misses]) if misses else "Targets met.")
    return 1 if misses else 0


def measure(chosen: argparse.Namespace) -> list[str]:
    """All parts, or those that were chosen; returns what was missed."""
    from bench import landing_shop, stack

    stack.prepare()
    with stack.serving() as (port, _pid):
        plenty, rare = landing_shop.load(port)
        parts = {
            "rates": lambda: rates(plenty, chosen.rounds, chosen.seconds),
            "rush": lambda: rush(rare, landing_shop.PIECES),
        }
        misses = []
        for name, part in parts.items():
            misses += part() if chosen.only is None or name in chosen.only else []
        wanted = [name for name in LIMITS if chosen.only is None or name in chosen.only]
        return misses + latencies(plenty, wanted, chosen.target_seconds, chosen.step_seconds)


def rates(page, rounds: int, seconds: float) -> list[str]:
    """Print how many a second, in turns, and of the control page's rate; returns errors."""
    from bench.load import put_load

    a_second: dict[str, list[float]] = {}
    errors: Counter[str] = Counter()
    loads = page.loads()
    for number in range(rounds + 1):
        for name, visits in loads.items():
            load = put_load(visits, seconds)
            errors += load.errors + load.refusals
            if number:  # the first warms up
                a_second.setdefault(name, []).append(load.done / load.seconds)
    print(f"\n{rates_table(a_second)}\n")
    return [f"{often} × {error}" for error, often in errors.most_common(5)]


def rates_table(a_second: dict[str, list[float]]) -> str:
    """Medians, and the median of the rounds' ratios to the control page."""
    rows = ["| what | a second | of the control |", "|---|---:|---:|"]
    for name, each in a_second.items():
        pairs = zip(each, a_second["control"], strict=True)
        share = median(rate / control for rate, control in pairs)
        rows.append(f"| {name} | {median(each):.0f} | {share:.1%} |")
    return "\n".join(rows)


def rush(page, pieces: int) -> list[str]:
    """All buyers have the form open and press at once; then those who got one pay."""
    with ThreadPoolExecutor(16) as pool:
        buyers = [buyer for buyer, _answers in pool.map(lambda _: page.open(), range(BUYERS))]
    begin = time.perf_counter()
    with ThreadPoolExecutor(BUYERS) as crowd:
        answers = Counter(crowd.map(partial(_press_and_pay, page), buyers))
    seconds = time.perf_counter() - begin
    for buyer in buyers:
        buyer.browser.close()
    print(f"{BUYERS} buyers for {pieces} pieces, within {seconds:.1f} s")
    print(
        f"({BUYERS / seconds:.0f} answers and {answers['paid'] / seconds:.1f} paid orders a second):"
    )
    print("\n".join(f"- {often} × {answer}" for answer, often in answers.most_common()))
    return wrong_with(answers, page.sold(), page.stock(), pieces)


def wrong_with(
    answers: Counter[str], sold: tuple[int, int], stock: tuple[int | None, int], pieces: int
) -> list[str]:
    """A sentence for each rule of a rush that was broken; `sold` and `stock` as of landing_shop."""
    misses = [
        f"rush: {often} × {answer}"
        for answer, often in answers.items()
        if answer != "paid" and not answer.startswith("refused")
    ]
    if (answers["paid"], *sold) != (pieces, pieces, pieces):
        misses.append(f"rush: {answers['paid']} paid by their buyers, (orders, paid) are {sold}")
    if stock != (0, 0):
        misses.append(f"rush: (stock, sum of the ledger) are {stock}")
    return misses


def _press_and_pay(page, buyer) -> str:
    from bench.guest_orders import Refused
    from bench.landing_shop import pay

    try:
        pay(buyer.browser, page.press(buyer))
    except Refused as refusal:
        return f"refused: {refusal}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "paid"


def latencies(page, wanted: list[str], seconds: float, step_seconds: float) -> list[str]:
    """Print times at the target's rate, and the rate at which each breaks its limit."""
    from bench.open_loop import arrive, break_at

    makers = {"page": lambda _: page.show, "order": lambda _: page.place, "webhook": page.messages}
    rows = [f"| what | p50 ms at {TARGET_RATE} a second | p99 ms | limit ms | breaks at |"]
    rows.append("|---|---:|---:|---:|---|")
    misses = []
    for name in wanted:
        limit = LIMITS[name]

        def run(rate: float, seconds: float, make=makers[name]):
            visit = make(round(rate * seconds))
            return arrive(visit, rate, seconds)

        run(TARGET_RATE, 1)  # warms up
        first = run(TARGET_RATE, seconds)
        broken = break_at(partial(run, seconds=step_seconds), STEPS, limit)
        p50, p99 = first.p50 * 1000, first.p99 * 1000
        rows.append(f"| {name} | {p50:.0f} | {p99:.0f} | {limit * 1000:.0f} | {breaks(*broken)} |")
        misses += missed(name, first, limit)
    print("\n" + "\n".join(rows) + "\n")
    return misses


def missed(name: str, arrivals, limit: float) -> list[str]:
    misses = [f"{name}: {often} × {error}" for error, often in arrivals.errors.most_common(3)]
    if not arrivals.p99 < limit:
        misses.append(f"{name}: p99 {arrivals.p99 * 1000:.0f} ms at {arrivals.rate} a second")
    return misses


def breaks(held: float | None, broken) -> str:
    """Where and by what; `held` and `broken` as of open_loop.break_at."""
    if broken is None:
        return f"not at {held} a second"
    why = f"p99 {broken.p99 * 1000:.0f} ms"
    if broken.errors:
        why = f"{broken.errors.total()} × {broken.errors.most_common(1)[0][0]}"
    return f"{broken.rate} a second ({why})"


if __name__ == "__main__":
    sys.exit(main())
