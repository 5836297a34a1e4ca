"""Moves every unpaid order, as a process of the site: python -m bench.live_moves 20

Twice each: paid, and accepted by its store. Only the reactions notify the live process.
"""

import json
import logging
import os
import random
import sys
import time

import django


def main(a_second: float) -> None:
    """Print as JSON which topics were sent, and when (seconds since the epoch) it was committed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    logging.disable(logging.INFO)  # a line per job
    from core.actors import SYSTEM
    from live.publish import outbox
    from orders.models import Order

    orders = list(Order.objects.filter(status="pending").select_related("store__owner"))
    random.Random(3).shuffle(orders)
    sent, begin = [], time.monotonic()
    for number, order in enumerate([*orders, *orders], 1):
        if number <= len(orders):
            sent += committed(order, "pay", by=SYSTEM)
        else:
            sent += committed(order, "accept", by=order.store.owner, minutes=20)
        time.sleep(max(0, begin + number / a_second - time.monotonic()))
    outbox().drain()
    json.dump(sent, sys.stdout)


def committed(order, verb: str, **details) -> list[tuple[str, float]]:
    """Make the move; the time is taken between its commit and the sending of its messages."""
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
