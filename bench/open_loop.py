"""Open-loop load: requests come at their times, whether or not those before them are answered.

A time counts from when the request was due, so a site that falls behind is not flattered by clients that
wait for it.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles

MAX_OPEN = 64  # requests at once; the site has eight threads
Visit = Callable[[], object]


@dataclass
class Arrivals:
    """Of requests at one rate; times are in seconds."""

    rate: float
    times: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def p50(self) -> float:
        return median(self.times) if self.times else float("inf")

    @property
    def p99(self) -> float:
        if len(self.times) < 2:
            return float("inf")
        return quantiles(self.times, n=100, method="inclusive")[98]

    def holds(self, limit: float) -> bool:
        """Without an error, and with a 99th percentile below the limit."""
        return not self.errors and self.p99 < limit


def arrive(visit: Visit, rate: float, seconds: float) -> Arrivals:
    """Make `rate` visits a second, evenly spread; each raises what is wrong with its answer."""
    arrivals, total = Arrivals(rate), round(rate * seconds)
    start = time.perf_counter() + 0.1
    due = (start + number / rate for number in range(total))
    shared = _Shared(due)
    clients = [
        threading.Thread(target=_visit_when_due, args=(visit, shared, arrivals), daemon=True)
        for _ in range(min(MAX_OPEN, total))
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return arrivals


def break_at(
    run: Callable[[float], Arrivals], rates: Iterable[float], limit: float
) -> tuple[float | None, Arrivals | None]:
    """The highest rate that held (None: none), and the arrivals that broke the next (None: all held).

    A rate breaks if it does so twice in succession: one hiccup is more than a percent of a short step.
    """
    held = None
    for rate in rates:
        for _time in range(2):
            arrivals = run(rate)
            if arrivals.holds(limit):
                break
        else:
            return held, arrivals
        held = rate
    return held, None


class _Shared:
    """An iterator for several threads."""

    def __init__(self, values: Iterator[float]) -> None:
        self._values, self._lock = values, threading.Lock()

    def __iter__(self) -> "_Shared":
        return self

    def __next__(self) -> float:
        with self._lock:
            return next(self._values)


def _visit_when_due(visit: Visit, times: Iterator[float], arrivals: Arrivals) -> None:
    for due in times:
        time.sleep(max(0, due - time.perf_counter()))
        try:
            visit()
        except Exception as error:
            arrivals.errors[f"{type(error).__name__}: {error}"] += 1
        else:
            arrivals.times.append(time.perf_counter() - due)
