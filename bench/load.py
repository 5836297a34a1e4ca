"""The scenarios of bench.compare and their load: pages, complete guest orders, and a rush for few pieces."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bench.client import Browser, Response
from bench.guest_orders import GuestOrder, Refused
from bench.measure import CLIENTS
from bench.running_stack import RunningStack
from bench.scenarios import Page

BUYERS, PIECES = 400, 100  # of a rush
COUNTED = 10  # repetitions of a scenario for which PostgreSQL logs its statements
Visit = Callable[[], list[Response]]
Values = dict[str, float]  # by what was measured


@dataclass
class Load:
    """What many visits came to."""

    seconds: float = 0.0
    done: int = 0
    queries: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)


def put_load(visits: list[Visit], seconds: float) -> Load:
    """Make each visit in a thread of its own, again until the time is over, but at least once."""
    load, lock, gate = Load(), threading.Lock(), threading.Barrier(len(visits) + 1)
    end = 0.0

    def repeat(visit: Visit) -> None:
        gate.wait()
        while True:
            try:
                answers, error = visit(), None
            except Exception as caught:
                answers, error = [], caught
            with lock:
                _note(load, answers, error)
            if time.perf_counter() >= end:
                return

    clients = [threading.Thread(target=repeat, args=(visit,), daemon=True) for visit in visits]
    for client in clients:
        client.start()
    start = time.perf_counter()
    end = start + seconds
    gate.wait()
    for client in clients:
        client.join()
    load.seconds = time.perf_counter() - start
    return load


def _note(load: Load, answers: list[Response], error: Exception | None) -> None:
    if error is None:
        load.done += 1
        load.queries += sum(answer.queries for answer in answers)
        return
    counter = load.refusals if isinstance(error, Refused) else load.errors
    counter[f"{type(error).__name__}: {error}"] += 1


@dataclass(frozen=True)
class Scenario:
    """Repeated by CLIENTS clients for some time. `visit` makes the repeated visit of one client."""

    group: str
    name: str
    visit: Callable[[RunningStack], Visit]
    length: float = 1  # of a measurement, relative to the chosen seconds

    def warm_up(self, side: RunningStack, seconds: float) -> None:
        put_load(self._visits(side), seconds * self.length / 2)

    def count_statements(self, side: RunningStack) -> Values:
        """Those that PostgreSQL receives from the site: BEGIN, COMMIT and checks of the connection too."""
        visit = self.visit(side)
        with side.counted_statements() as counted:
            for _ in range(COUNTED):
                visit()
        return {"statements": counted[0] / COUNTED}

    def measure(self, side: RunningStack, pair: int, seconds: float) -> tuple[Values, Counter[str]]:
        load, cpu = side.cpu_of(lambda: put_load(self._visits(side), seconds * self.length))
        done = max(load.done, 1)
        values = {"a second": load.done / load.seconds}
        values |= {f"CPU ms, {part}": 1000 * used / done for part, used in cpu.items()}
        return {**values, "queries": load.queries / done}, load.errors + load.refusals

    def _visits(self, side: RunningStack) -> list[Visit]:
        return [self.visit(side) for _ in range(CLIENTS)]


@dataclass(frozen=True)
class Rush:
    """BUYERS guests come at once for a product of which there are PIECES."""

    group: str = "rush"
    name: str = f"{BUYERS} buyers for {PIECES} pieces"

    def warm_up(self, side: RunningStack, seconds: float) -> None:
        put_load([guest_order(side)] * CLIENTS, seconds / 2)

    def count_statements(self, side: RunningStack) -> Values:
        return {}

    def measure(self, side: RunningStack, pair: int, seconds: float) -> tuple[Values, Counter[str]]:
        """The rush for the product of this pair; each is sold out afterwards."""
        order = GuestOrder(side.port, **side.data["rushes"][pair], patience=300)
        load, cpu = side.cpu_of(lambda: put_load([order] * BUYERS, 0))
        values = {"seconds": load.seconds, "sold": load.done}
        values |= {f"CPU s, {part}": used for part, used in cpu.items()}
        return values, load.errors


def page(side: RunningStack, path: str, marker: str) -> Visit:
    """A page as the signed-in customer who has many orders sees it."""
    browser = Browser(side.port, dict(side.data["cookies"]))
    return partial(Page(path.format(slug=side.data["slug"]), marker), browser)


def guest_order(side: RunningStack) -> Visit:
    return GuestOrder(side.port, side.data["slug"], side.data["product"])


GUEST_ORDER = Scenario("order", "complete guest order", guest_order, length=2)
SCENARIOS = [
    Scenario("pages", "home", partial(page, path="/", marker="서울 식당")),
    Scenario("pages", "store page", partial(page, path="/stores/{slug}/", marker="비빔밥")),
    Scenario("pages", "order list", partial(page, path="/orders/", marker="/orders/")),
    GUEST_ORDER,
    Rush(),
]
