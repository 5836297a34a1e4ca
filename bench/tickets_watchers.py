"""Open pages of a date: how soon they show a hold, and what they ask for after a gap."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from statistics import median, quantiles

from bench.client import Browser
from bench.live_pages import OpenPage, live_server, open_pages
from bench.open_loop import arrive
from bench.scenarios import check
from bench.tickets_hall import Hall
from live.tokens import make_token
from ticketing.seat_maps.live_states import HELD, topic_of, version_of

PAGES, A_SECOND, SECONDS = 1000, 20, 15
LIMIT = 0.5  # seconds, of the 99th percentile
GREY = 0.3  # seconds that the median may take
MESSAGE_PAUSE = 0.09  # seconds between two to one page: they are merged for 100 ms
AFTER = 2.0  # seconds that pages wait for the last message

Seen = dict[int, float]  # by position of the seat: when a page showed it as held


@dataclass(eq=False)
class SeatPage(OpenPage):
    """Stores what it receives as it is, so that a thousand of them take no time."""

    received: list[tuple[float, bytes]] = field(default_factory=list)

    def data_received(self, data: bytes) -> None:
        now = time.time()
        *events, self.rest = (self.rest + data).split(b"\n\n")
        for event in events:
            if b"event: news" in event:
                self.received.append((now, event))
            elif b"event: hello" in event and not self.ready.done():
                self.ready.set_result(None)

    def seen(self) -> Seen:
        first: Seen = {}
        for at, event in self.received:
            for position in held_in(event):
                first.setdefault(position, at)
        return first


@lru_cache(maxsize=10_000)
def held_in(event: bytes) -> tuple[int, ...]:
    """The seats that a message says are held."""
    (line,) = (each for each in event.split(b"\n") if each.startswith(b"data: "))
    states = json.loads(line.removeprefix(b"data: ")).get("states", {})
    return tuple(int(key) for key, (state, *_rest) in states.items() if state == HELD)


def watch(hall: Hall) -> list[str]:
    """Print the times from the commits of holds to the pages; returns what was missed."""
    hall.free_all()
    held, pages = asyncio.run(_watched(hall))
    waits, lost = waits_of(held, [page.seen() for page in pages])
    messages = [len(page.received) for page in pages]
    p99 = quantiles(waits, n=100)[98]
    times = (
        f"{1000 * median(waits):.0f} ms in the median, {1000 * p99:.0f} ms at the 99th percentile"
    )
    print(f"\n{len(held)} holds, {A_SECOND} a second, {PAGES} pages: from the commit to the page")
    print(f"{times}, {lost} lost; {median(messages) / SECONDS:.1f} messages a second to each.")
    limits = {
        f"{lost} of {len(waits) + lost} were lost": lost > 0,
        f"{max(messages)} messages to one page": max(messages) > (SECONDS + AFTER) / MESSAGE_PAUSE,
        f"p99 {1000 * p99:.0f} ms": p99 >= LIMIT,
        f"median {1000 * median(waits):.0f} ms": median(waits) >= GREY,
    }
    return [f"watchers: {sentence}" for sentence, is_missed in limits.items() if is_missed]


def waits_of(held: Iterable[tuple[int, float]], pages: list[Seen]) -> tuple[list[float], int]:
    """For each hold and page the seconds until it showed it; and how many never did."""
    waits, lost = [], 0
    for position, at in held:
        seen = [page[position] for page in pages if position in page]
        waits += [max(0.0, each - at) for each in seen]
        lost += len(pages) - len(seen)
    return waits, lost


async def _watched(hall: Hall) -> tuple[list[tuple[int, float]], list[SeatPage]]:
    with live_server() as server:
        tokens = [make_token([topic_of(hall.date)])] * PAGES
        pages = await open_pages(server.port, tokens, SeatPage)
        command = [sys.executable, "-m", "bench.tickets_holds", hall.date.number]
        command += [str(A_SECOND), str(SECONDS)]
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
        output, _errors = await process.communicate()
        if process.returncode:
            sys.exit("bench: the process that holds seats failed")
        await asyncio.sleep(AFTER)
        for page in pages:
            page.transport.abort()
    return [(position, at) for position, at in json.loads(output)], pages


def gap(hall: Hall) -> list[str]:
    """All pages missed a minute, and ask for it within a second, as their script does; returns errors."""
    now = hall.date.places.latest("changed_at").changed_at
    path = f"{hall.since_path}?since={version_of(now) - 60_000_000}"
    arrivals = arrive(partial(_ask, hall.port, path), PAGES, 1)
    last = max(arrivals.times, default=0)
    print(f"\n{PAGES} pages catch up within a second: {len(arrivals.times)} answers, p50")
    print(
        f"{1000 * arrivals.p50:.0f} ms, p99 {1000 * arrivals.p99:.0f} ms, the slowest {1000 * last:.0f} ms."
    )
    return [f"gap: {often} × {error}" for error, often in arrivals.errors.most_common(3)]


def _ask(port: int, path: str) -> None:
    browser = Browser(port)
    try:
        answer = browser.get(path)
    finally:
        browser.close()
    check(answer, 200, "since")
    assert json.loads(answer.body)["states"], "nothing has changed"
