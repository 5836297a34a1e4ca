"""Whether the number of queries grows with the number of riders."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.dispatch_doors import Doors
from bench.dispatch_town import Town
from core.events import publish
from delivery.events import DeliverySought
from delivery.models import Delivery, Rider

ON_SHIFT = (5, 50, 500)

Counts = dict[str, list[int]]


def queries_table(town: Town, doors: Doors) -> Counts:
    """Prints and returns the queries of each act, with so many riders on shift nearby."""
    _warm_up(town, doors)
    counts: Counts = {}
    for riders in ON_SHIFT:
        Rider.objects.update(is_on_shift=False)
        on_shift = [rider.pk for rider in town.riders[:riders]]
        Rider.objects.filter(pk__in=on_shift).update(is_on_shift=True)
        for name, asked in _acts(town, doors, riders).items():
            counts.setdefault(name, []).append(asked)
    print(f"| queries with riders on shift | {' | '.join(map(str, ON_SHIFT))} |")
    print("|---|" + "---:|" * len(ON_SHIFT))
    for name, row in counts.items():
        print(f"| {name} | {' | '.join(map(str, row))} |")
    return counts


def growing(counts: Counts) -> list[str]:
    """A sentence for each act that needs more queries with more riders."""
    return [f"{name}: {row} queries" for name, row in counts.items() if row[-1] > row[0]]


def _warm_up(town: Town, doors: Doors) -> None:
    """The first queries of a connection set it up: let every thread of the site make them now."""
    with ThreadPoolExecutor(16) as readers:
        list(readers.map(doors.offers, town.riders[:100]))


def _acts(town: Town, doors: Doors, riders: int) -> dict[str, int]:
    """The queries of each, in this order, about a new delivery; the winner has not won before."""
    [number] = town.orders(1)
    delivery = Delivery.objects.select_related("order").get(order__number=number)
    winner, loser = town.riders[:riders][-1], town.riders[0]
    return {
        "riders are notified of a delivery": _asked(
            lambda: publish(DeliverySought(delivery, delivery.history.get()))
        ),
        "page of offers": doors.offers(winner)[1].queries,
        "page of riders to choose from": doors.choose(town.owner, number).queries,
        "accept, who won": _of(doors.accept(winner, number), True),
        "accept, who lost": _of(doors.accept(loser, number), False),
    }


def _asked(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def _of(touched, won: bool) -> int:
    assert touched[0] is won
    return touched[1].queries
