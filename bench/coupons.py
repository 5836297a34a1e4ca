"""Measures the claiming of coupons over HTTP: python -m bench.coupons. Exits with 1 where a target is missed.

Two server processes, PostgreSQL and the clients share this machine. Rates are compared with the control page
(the base template, a signed-in user, one query) and a bare guarded UPDATE, which take turns with them.
"""

import os
import sys
from collections import Counter
from datetime import timedelta
from statistics import median

CUSTOMERS, COUPONS = 2000, 500
ROUNDS, SECONDS = 7, 2.0
LEAST_OF_CONTROL = {"claim": 0.5, "all gone": 0.8}  # of its rate
FIRST_SECOND = 1.0  # after the opening, in which everybody presses


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ["FEATURES"] = "food,coupons"
    import django

    django.setup()
    from bench import stack
    from bench.coupons_town import CouponTown

    stack.prepare()
    town = CouponTown.load(CUSTOMERS)
    with stack.serving() as (port, _pid):
        town.port = port
        misses = [*rates(town), *rush(town), *two_rushes(town)]
    print("\n".join(["Targets missed:", *misses]) if misses else "Targets met.")
    return 1 if misses else 0


def rates(town) -> list[str]:
    """Claims, refusals and the two comparisons, in turns; prints their table, returns what was missed."""
    a_second: dict[str, list[float]] = {}
    errors: Counter[str] = Counter()
    for number in range(ROUNDS + 1):
        loads = list(town.loads(f"round {number}", COUPONS, SECONDS).items())
        # They take turns at being first: PostgreSQL still writes what the one before changed.
        first = number % len(loads)
        for name, load in loads[first:] + loads[:first]:
            result = load()
            errors += result.errors + result.refusals
            if number:  # the first warms up
                a_second.setdefault(name, []).append(result.done / result.seconds)
    control = a_second["control"]
    shares = {
        name: median(rate / of for rate, of in zip(rates, control, strict=True))
        for name, rates in a_second.items()
    }
    print("| what | a second | of the control |\n|---|---:|---:|")
    for name, rates in a_second.items():
        print(f"| {name} | {median(rates):.0f} | {shares[name]:.0%} |")
    misses = [
        f"{name}: less than {least:.0%} of the control page's rate"
        for name, least in LEAST_OF_CONTROL.items()
        if shares[name] < least
    ]
    return misses + [f"{often} × {error}" for error, often in errors.most_common(5)]


def rush(town) -> list[str]:
    """All customers press within the first second after the opening."""
    campaign = town.campaign("rush", COUPONS, opens_in=timedelta(seconds=30))
    return _result_of(f"{CUSTOMERS} for {COUPONS}", town, [campaign])


def two_rushes(town) -> list[str]:
    """Each half of the customers wants another coupon, at the same time."""
    opens_in = timedelta(seconds=30)
    campaigns = [town.campaign(f"rush {n}", COUPONS, opens_in=opens_in) for n in (1, 2)]
    return _result_of(f"{CUSTOMERS} for {COUPONS} of each of two", town, campaigns)


def _result_of(name: str, town, campaigns) -> list[str]:
    answers = town.rush(campaigns, FIRST_SECOND)
    counts = Counter(answer.what for answer in answers)
    last = max(answer.after for answer in answers)
    winners = [answer.after for answer in answers if answer.what == "claimed"]
    print(
        f"{name}: {dict(counts)}; the last coupon after {max(winners, default=0):.1f} s,"
        f" the last answer after {last:.1f} s ({len(answers) / last:.0f} a second)"
    )
    issued = town.issued_to(campaigns)
    wanted = COUPONS * len(campaigns)
    misses = [] if issued == [COUPONS] * len(campaigns) else [f"{name}: {issued} were issued"]
    if counts != {"claimed": wanted, "all gone": CUSTOMERS - wanted}:
        misses.append(f"{name}: {dict(counts)}")
    return misses


if __name__ == "__main__":
    sys.exit(main())
