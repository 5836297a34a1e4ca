"""Rounds of load; the scenarios take turns, so that changes of the machine's speed affect all."""

import itertools
import os
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from bench.client import Browser
from bench.scenarios import Scenario

if TYPE_CHECKING:
    from bench.data import Customer

CLIENTS = 8
TICKS = os.sysconf("SC_CLK_TCK")  # a second


@dataclass
class Measured:
    """All rounds of one scenario; times are in seconds."""

    times: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    cpu: float = 0.0
    requests: int = 0
    queries: list[int] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Scenarios per second, of the median round."""
        return median(self.rates)

    @property
    def p50(self) -> float:
        return median(self.times)

    @property
    def p99(self) -> float:
        return quantiles(self.times, n=100, method="inclusive")[98]

    def note(self, took: float, queries: list[int]) -> None:
        self.times.append(took)
        self.requests = len(queries)
        self.queries = [
            max(pair) for pair in itertools.zip_longest(self.queries, queries, fillvalue=0)
        ]


def measure(
    scenarios: dict[str, Scenario],
    customers: list["Customer"],
    site: tuple[int, int],
    *,
    rounds: int,
    seconds: float,
) -> dict[str, Measured]:
    """Run every scenario for `seconds` in each of the rounds, after one round to warm up."""
    warm = {name: Measured() for name in scenarios}
    for name, scenario in scenarios.items():
        _round(scenario, _seats(name, customers, site[0], 0), site[1], seconds / 2, warm[name])
    measured = {name: Measured(errors=warm[name].errors) for name in scenarios}
    for number in range(1, rounds + 1):
        for name, scenario in scenarios.items():
            seats = _seats(name, customers, site[0], number)
            _round(scenario, seats, site[1], seconds, measured[name])
    return measured


def _seats(name: str, customers: list["Customer"], port: int, number: int) -> list[list[Browser]]:
    """The browsers of each client: the first customer's for pages, a share of all for orders."""
    if name == "complete order":
        mine = customers[1 + number % 2 :: 2]
        return [[_own_network(port, c) for c in mine[i::CLIENTS]] for i in range(CLIENTS)]
    return [[Browser(port, dict(customers[0].cookies))] for _ in range(CLIENTS)]


def _own_network(port: int, customer: "Customer") -> Browser:
    """The site limits the orders of one address."""
    number = next(_networks)
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return Browser(port, dict(customer.cookies), address=address)


_networks = itertools.count(1)


def _round(
    scenario: Scenario, seats: list[list[Browser]], pid: int, seconds: float, result: Measured
) -> None:
    gate = threading.Barrier(CLIENTS + 1)
    end = 0.0
    done: Counter[int] = Counter()

    def sit(seat: int) -> None:
        browsers = itertools.cycle(seats[seat])
        gate.wait()
        while (begin := time.perf_counter()) < end:
            browser = next(browsers)
            try:
                answers = scenario(browser)
            except Exception as error:
                result.errors[f"{type(error).__name__}: {error}"] += 1
                time.sleep(0.05)
                continue
            finally:
                if len(seats[seat]) > 1:
                    browser.close()
            result.note(time.perf_counter() - begin, [answer.queries for answer in answers])
            done[seat] += 1

    clients = [threading.Thread(target=sit, args=(seat,)) for seat in range(CLIENTS)]
    for client in clients:
        client.start()
    start, cpu = time.perf_counter(), cpu_seconds(pid)
    end = start + seconds
    gate.wait()
    for client in clients:
        client.join()
    result.cpu += cpu_seconds(pid) - cpu
    result.rates.append(done.total() / (time.perf_counter() - start))
    for browser in itertools.chain.from_iterable(seats):
        browser.close()


def cpu_seconds(pid: int) -> float:
    """CPU time that a process and its descendants have used, those that ended included (proc(5))."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        # Before the parent, which is charged for a child that ends meanwhile.
        descendants = sum(cpu_seconds(int(each)) for each in children)
        return descendants + _ticks(pid) / TICKS
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _ticks(pid: int) -> int:
    """Of user, system, and the same of the children that ended and were waited for."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[11:15]))
