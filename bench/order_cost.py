"""What one complete guest order costs: CPU time of each part, and statements against their budget."""

from contextlib import ExitStack
from pathlib import Path

from django.conf import settings

from bench import budget, stack
from bench.compare_data import data_of
from bench.data import Neighbourhood
from bench.load import GUEST_ORDER, Values
from bench.running_stack import RunningStack

PROJECT = Path(__file__).resolve().parents[1]
PARTS = ("site", "PostgreSQL", "worker")
LIMITS = {"statements": budget.STATEMENTS, "queries": budget.QUERIES}


def measure_order(town: Neighbourhood, site: tuple[int, int], seconds: float) -> list[str]:
    """Print the cost; returns a sentence for each missed target."""
    if settings.DATABASE_URL:
        print("The cost of an order is measured only with the private PostgreSQL.")
        return []
    port, pid = site
    data = data_of(stack.SITE, town)
    processes = {"site": pid, "PostgreSQL": data["postgres"]}
    with ExitStack() as until_end:
        running = RunningStack("this checkout", PROJECT, data, port, processes, until_end)
        GUEST_ORDER.warm_up(running, seconds)
        values = GUEST_ORDER.count_statements(running)
        running.start_worker()
        running.settle(seconds=4)
        measured, errors = GUEST_ORDER.measure(running, 0, seconds)
    values |= measured
    print(f"\n{summary(values)}")
    misses = [f"complete guest order: {often} × {error}" for error, often in errors.items()]
    return misses + over_budget(values)


def summary(values: Values) -> str:
    """The cost in two lines."""
    parts = ", ".join(f"{part} {values[f'CPU ms, {part}']:.1f}" for part in PARTS)
    return (
        f"One complete guest order takes {values['CPU ms, all']:.1f} ms of CPU time: {parts}.\n"
        f"It asks {values['statements']:.1f} statements (at most {budget.STATEMENTS}),"
        f" {values['queries']:.1f} of them queries (at most {budget.QUERIES})."
    )


def over_budget(values: Values) -> list[str]:
    return [
        f"complete guest order: {values[what]:.1f} {what}, more than {limit}"
        for what, limit in LIMITS.items()
        if values[what] > limit
    ]
