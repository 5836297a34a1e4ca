"""Whether what riders do costs more queries the more riders there are."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.dispatch_town import Town
from core.events import publish
from delivery import services
from delivery.events import DeliverySought
from delivery.models import Delivery, Rider
from delivery.queries import offers_for, riders_for

ON_SHIFT = (5, 50, 500)

Counts = dict[str, list[int]]


def queries_table(town: Town) -> Counts:
    """Prints and gives the queries of each act, with so many riders on shift around."""
    counts: Counts = {}
    for riders in ON_SHIFT:
        on_shift = [rider.pk for rider in town.riders[:riders]]
        Rider.objects.update(is_on_shift=False)
        Rider.objects.filter(pk__in=on_shift).update(is_on_shift=True)
        for name, act in _acts(town, on_shift).items():
            counts.setdefault(name, []).append(queries_of(act))
    print(f"| queries with riders on shift | {' | '.join(map(str, ON_SHIFT))} |")
    print("|---|" + "---:|" * len(ON_SHIFT))
    for name, row in counts.items():
        print(f"| {name} | {' | '.join(map(str, row))} |")
    return counts


def growing(counts: Counts) -> list[str]:
    """A sentence for each act that asks more with more riders."""
    return [f"{name}: {row} queries" for name, row in counts.items() if len(set(row)) > 1]


def queries_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        act()
    return len(asked)


def _acts(town: Town, on_shift: list[int]) -> dict[str, Callable[[], object]]:
    """What is measured, in this order, on a new delivery."""
    [number] = town.orders(1)
    winner, loser = User.objects.filter(pk__in=on_shift)[:2]

    def fresh() -> Delivery:
        return Delivery.objects.select_related("order").get(order__number=number)

    def lose() -> None:
        try:
            services.accept(fresh(), loser)
        except services.OfferGone:
            return

    rider = Rider.objects.get(pk=winner.pk)
    sought = DeliverySought(fresh(), fresh().history.get())
    return {
        "a delivery is told to riders": lambda: publish(sought),
        "offers": lambda: list(offers_for(rider)),
        "riders to choose from": lambda: list(riders_for(fresh())),
        "accept, who won": lambda: services.accept(fresh(), winner),
        "accept, who lost": lose,
    }
