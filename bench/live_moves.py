"""Moves every order that waits for its payment, as a process of the site: python -m bench.live_moves 20

Twice each: paid, and accepted by its store. Nothing but the wiring page tells the live process of it.
"""

import json
import logging
import os
import random
import sys
import time

import django


def main(a_second: float) -> None:
    """Print as JSON which topics were told, and when (seconds since the epoch) it was committed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    logging.disable(logging.INFO)  # a line a job
    from core.actors import SYSTEM
    from live.publish import outbox
    from orders.models import Order

    orders = list(Order.objects.filter(status="pending").select_related("store__owner"))
    random.Random(3).shuffle(orders)
    told, begin = [], time.monotonic()
    for number, order in enumerate([*orders, *orders], 1):
        if number <= len(orders):
            told += committed(order, "pay", by=SYSTEM)
        else:
            told += committed(order, "accept", by=order.store.owner, minutes=20)
        time.sleep(max(0, begin + number / a_second - time.monotonic()))
    outbox().drain()
    json.dump(told, sys.stdout)


def committed(order, verb: str, **details) -> list[tuple[str, float]]:
    """Make the move; the clock is read between its commit and the moment its hints leave."""
    from django.db import transaction

    from core.lifecycle import move
    from orders.topics import topics_of

    moments: list[float] = []
    with transaction.atomic():
        transaction.on_commit(lambda: moments.append(time.time()))
        move(order, verb, **details)
    return [(topic, moments[0]) for topic in topics_of(order)]


if __name__ == "__main__":
    main(float(sys.argv[1]))
