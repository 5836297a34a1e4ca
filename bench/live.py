"""How soon open pages hear, and what they cost: python -m bench.live. Exits with 1 where a target is missed.

Real parts throughout: PostgreSQL, the live process as it is served, a socket for each page and, where
there is one, a Chromium among them. All of it shares this machine.
"""

import asyncio
import os
import random
import shutil
import statistics
import sys
import time
from contextlib import asynccontextmanager

import django
from django.db import connection, transaction

from bench import stack
from bench.live_pages import live_server, open_pages, raise_file_limit
from live.publish import hint, outbox
from live.tokens import make_token

CONNECTIONS = int(os.environ.get("BENCH_CONNECTIONS", "10000"))
BROADCASTS = 5
PAGES, STORES, WATCHED = 1000, 20, 50
MOVES, A_SECOND = 400, 20
PATIENCE = 5  # seconds after which an event counts as lost
EVERYBODY = "store.1.orders"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RECORD = """(token) => new Promise((resolve) => {
    window.heard = [];
    const source = new EventSource("/live/?token=" + encodeURIComponent(token));
    source.addEventListener("hello", resolve);
    source.addEventListener("news", (event) =>
        window.heard.push([JSON.parse(event.data).topic, Date.now() / 1000])); })"""

Row = tuple[str, float, float, str]  # what, measured, its limit, unit


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    if (allowed := raise_file_limit() - 200) < CONNECTIONS:
        print(f"Only {allowed} connections may be open here, not {CONNECTIONS}: raise ulimit -Hn.")
        return 1
    stack.prepare()
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    print(
        f"{busy:.1f} processes a core wanted to run when this began: above 0.5, times say little."
    )
    rows = asyncio.run(broadcast()) + asyncio.run(moves())
    print("| what | measured | limit | |\n|---|---:|---:|---|")
    for name, measured, limit, unit in rows:
        verdict = "met" if measured <= limit else "MISSED"
        print(f"| {name} | {measured:.1f} {unit} | {limit:g} {unit} | {verdict} |")
    return int(any(measured > limit for _name, measured, limit, _unit in rows))


async def broadcast() -> list[Row]:
    """One hint that all pages hear, a few times."""
    with live_server() as server:
        before = server.memory()
        pages = await open_pages(server.port, [make_token([EVERYBODY])] * CONNECTIONS)
        each = (server.memory() - before) / CONNECTIONS / 1024
        told = []
        for number in range(1, BROADCASTS + 1):
            told.append((EVERYBODY, time.time()))
            await asyncio.to_thread(hint, EVERYBODY)
            await until(lambda number=number: all(len(page.events) >= number for page in pages))
            await asyncio.sleep(0.5)
        results = [waits_of(told, page.events) for page in pages]
        for page in pages:
            page.transport.abort()
    waits = [wait for few, _lost in results for wait in few]
    return [
        (f"memory of one of {CONNECTIONS} pages", each, 20, "KiB"),
        (f"lost of {CONNECTIONS * BROADCASTS} events", sum(lost for _few, lost in results), 0, ""),
        *times_of("broadcast to all", waits, median=500, most=1500),
    ]


async def moves() -> list[Row]:
    """Commits that each change one order; its buyer's page, its store's board and a browser hear."""
    watched = [f"order.N{number}" for number in range(WATCHED)]
    boards = [make_token([f"store.{number}.orders"]) for number in range(STORES)]
    buyers = [make_token([f"order.N{n}", f"user.{n}.orders"]) for n in range(PAGES - STORES)]
    with live_server() as server:
        pages = await open_pages(server.port, buyers + boards)
        async with chromium_hears(server.port, make_token(watched)) as seen_in_browser:
            committed = await asyncio.to_thread(make_moves)
            await asyncio.sleep(1)
            seen = await seen_in_browser()
        heard = [event for page in pages for event in page.events]
        for page in pages:
            page.transport.abort()
    waits, lost = waits_of(committed, heard)
    told = f"{A_SECOND} moves a second, {PAGES} pages: commit to socket"
    rows = [(f"lost of {len(waits) + lost} events", lost, 0, ""), *times_of(told, waits, most=300)]
    if CHROMIUM:
        waits, lost = waits_of([move for move in committed if move[0] in watched], seen)
        rows.append((f"lost of {len(waits) + lost} events in Chromium", lost, 0, ""))
        rows += times_of("commit to Chromium's event", waits, most=300)
    return rows


def make_moves() -> list[tuple[str, float]]:
    """What was told, and when it was committed."""
    committed = []
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE moved (number int, at timestamptz DEFAULT now())")
    begin = time.monotonic()
    for number in range(MOVES):
        order = random.randrange(WATCHED if number % 2 else PAGES - STORES)
        topics = (f"order.N{order}", f"user.{order}.orders", f"store.{order % STORES}.orders")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO moved (number) VALUES (%s)", [order])
            hint(*topics)
        now = time.time()
        committed += [(topic, now) for topic in topics]
        time.sleep(max(0, begin + (number + 1) / A_SECOND - time.monotonic()))
    outbox().drain()
    connection.close()
    return committed


def waits_of(
    told: list[tuple[str, float]], heard: list[tuple[str, float]]
) -> tuple[list[float], int]:
    """For each topic told: seconds until it was next heard; and how many never were."""
    waits, lost = [], 0
    by_topic: dict[str, list[float]] = {}
    for topic, moment in heard:
        by_topic.setdefault(topic, []).append(moment)
    for topic, moment in told:
        # The hint may overtake the clock that is read after the commit.
        after = [each - moment for each in by_topic.get(topic, ()) if each > moment - 0.02]
        if after and min(after) < PATIENCE:
            waits.append(max(0.0, min(after)))
        else:
            lost += 1
    return waits, lost


def times_of(name: str, waits: list[float], *, most: float, median: float = 0) -> list[Row]:
    """Rows in milliseconds; a median without a limit of its own keeps that of the 99th percentile."""
    percentile = statistics.quantiles(waits, n=100)[98]
    return [
        (f"{name}, median", 1000 * statistics.median(waits), median or most, "ms"),
        (f"{name}, 99th percentile", 1000 * percentile, most, "ms"),
    ]


async def until(question) -> None:
    deadline = time.monotonic() + PATIENCE
    while not question() and time.monotonic() < deadline:
        await asyncio.sleep(0.02)


@asynccontextmanager
async def chromium_hears(port: int, token: str):
    """A browser's page on the stream; gives a function that says what it heard so far."""
    if not CHROMIUM:
        yield lambda: asyncio.sleep(0, [])
        return
    from playwright.async_api import async_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    async with async_playwright() as engine:
        browser = await engine.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = await browser.new_page()
        await page.goto(f"http://127.0.0.1:{port}/live/health/")
        await page.evaluate(RECORD, token)
        yield lambda: page.evaluate("window.heard")
        await browser.close()


if __name__ == "__main__":
    sys.exit(main())
