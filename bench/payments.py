"""Payments: message rate, and a soak with faults: python -m bench.payments. Exits with 1 on a miss.

The providers are the stubs, over real HTTP; their records at the end must equal ours.
"""

import argparse
import logging
import os
import sys
import time
from contextlib import ExitStack

from bench.payments_paypal import FaultyPayPal
from bench.payments_stripe import FaultyStripe
from bench.payments_toss import FaultyToss
from devtools.stubs.providers import Providers

SETTINGS = "bench.settings"
ORDERS = 5000
LEAST_RATE = 1 / 3  # of the control page's
MOST_SECONDS = 0.3  # of the 99th percentile, with 8 at once


def main() -> int:
    choices = argparse.ArgumentParser(prog="python -m bench.payments", description=__doc__)
    choices.add_argument("--orders", type=int, default=ORDERS, help="of the soak")
    choices.add_argument("--faults", type=float, default=0.1, help="how many of the calls fail")
    choices.add_argument("--seed", type=int, default=1)
    choices.add_argument("--rounds", type=int, default=5)
    choices.add_argument("--seconds", type=float, default=2.0, help="of each round")
    choices.add_argument("--only", choices=["messages", "soak"])
    chosen = choices.parse_args()
    with ExitStack() as stack:
        providers = [stack.enter_context(provider) for provider in faulty(chosen.seed)]
        environment = Providers(*providers).environment
        os.environ.update(environment, SECURE_SSL_REDIRECT="0", DJANGO_SETTINGS_MODULE=SETTINGS)
        import django

        django.setup()
        logging.disable(logging.ERROR)  # faults are intended here
        misses = []
        if chosen.only != "soak":
            misses += messages(chosen.rounds, chosen.seconds)
        if chosen.only != "messages":
            misses += soak(providers, chosen.orders, chosen.faults, chosen.seed)
    print("\n".join(["Targets missed:", *misses]) if misses else "Targets met.")
    return int(bool(misses))


def faulty(seed):
    """A stub of each provider, with faults."""
    return [provider(seed) for provider in (FaultyStripe, FaultyPayPal, FaultyToss)]


def messages(rounds: int, seconds: float) -> list[str]:
    """Handle messages of payments that were made, in turns with the control page."""
    from bench import data, payments_messages, stack
    from bench.measure import measure
    from bench.report import share, table
    from bench.scenarios import Page

    stack.prepare()
    town = data.load()
    bodies = payments_messages.load(int(600 * (rounds + 1) * seconds))
    scenarios = {
        "control": Page("/bench/control/", "<h1>"),
        "webhook": payments_messages.Message(iter(bodies)),
    }
    with stack.serving() as site:
        results = measure(scenarios, town.customers, site, rounds=rounds, seconds=seconds)
    print(f"\n{table(results)}\n")
    control, webhook = results["control"], results["webhook"]
    missed = {
        f"webhooks: less than {LEAST_RATE:.0%} of the control page's rate": (
            share(webhook, control) < LEAST_RATE
        ),
        f"webhooks: p99 above {MOST_SECONDS} s": webhook.p99 > MOST_SECONDS,
        **{f"{often} × {error}": True for error, often in webhook.errors.items()},
    }
    return [sentence for sentence, is_so in missed.items() if is_so]


def soak(providers: list, orders: int, faults: float, seed: int) -> list[str]:
    """Sell with faults, reconcile until nothing changes, and compare both sides' books."""
    from bench import payments_report, payments_soak, stack
    from bench.payments_books import disagreements

    stack.prepare()
    begin = time.monotonic()
    for provider in providers:
        provider.share = faults
    with payments_soak.site() as address:
        town = payments_soak.Town(providers, address, seed)
        town.sell(orders)
        sold = time.monotonic()
        before = [payments_report.doubts(shop) for shop in town.shops]
        rounds = town.reconcile()
    wrong = [disagreements(shop) for shop in town.shops]
    print(payments_report.report(town.shops, before, wrong))
    print(
        f"\nSold within {sold - begin:.0f} s, reconciled within {time.monotonic() - sold:.0f} s"
        f" and {rounds} rounds of the clock."
    )
    never = [
        f"{provider.code} never met: {kind}" for provider in providers for kind in provider.unmet
    ]
    return [*payments_report.found(wrong), *town.troubles, *(never if orders >= ORDERS else [])]


if __name__ == "__main__":
    sys.exit(main())
