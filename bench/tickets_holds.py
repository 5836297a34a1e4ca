"""Holds seats of a date, as a process of the site: python -m bench.tickets_holds DATE A_SECOND SECONDS"""

import json
import logging
import os
import sys
import time
import uuid

import django


def main(number: str, a_second: float, seconds: float) -> None:
    """Print as JSON which seats were held (positions), and when each was committed (since the epoch)."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    logging.disable(logging.INFO)
    from live.publish import outbox
    from ticketing.models import EventDate, TicketType

    date = EventDate.objects.get(number=number)
    types = {
        each.category_id: each for each in TicketType.objects.filter(category__event=date.event)
    }
    rows = date.places.order_by("?").values_list("pk", "seat__position", "category")
    held, begin = [], time.monotonic()
    for turn, (pk, position, category) in enumerate(rows[: round(a_second * seconds)], 1):
        held.append([position, committed(date, pk, types[category])])
        time.sleep(max(0, begin + turn / a_second - time.monotonic()))
    outbox().drain()
    json.dump(held, sys.stdout)


def committed(date, place: int, type_) -> float:
    """Hold it; the time is taken between the commit and the sending of its messages."""
    from django.db import transaction

    from orders.carts import CartOwner
    from ticketing.holds.services import take

    moments: list[float] = []
    with transaction.atomic():
        transaction.on_commit(lambda: moments.append(time.time()))
        take(date, CartOwner(visitor_key=uuid.uuid4()), [(place, type_)])
    return moments[0]


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]))
