"""Latency of live pages, and their cost: python -m bench.live. Exits with 1 if a target is missed.

All parts are real: PostgreSQL, the live process as in production, a socket per page and, if one is
installed, a Chromium among them. All of them share this machine.
"""

import asyncio
import itertools
import json
import os
import statistics
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import replace

import django
from django.db import connection

from bench import stack
from bench.live_pages import live_server, open_pages, raise_file_limit
from devtools.chromium import find_chromium
from live.publish import invalidate
from live.tokens import make_token

CONNECTIONS = int(os.environ.get("BENCH_CONNECTIONS", "10000"))
BROADCASTS = 5
PAGES, STORES, WATCHED = 1000, 20, 50
ORDERS, A_SECOND = 200, 20  # each order makes two moves
PATIENCE = 5  # seconds after which an event counts as lost
EVERYBODY = "sales.1"
CHROMIUM = find_chromium()
RECORD = """(token) => new Promise((resolve) => {
    window.received = [];
    const source = new EventSource("/live/?token=" + encodeURIComponent(token));
    source.addEventListener("hello", resolve);
    source.addEventListener("news", (event) =>
        window.received.push([JSON.parse(event.data).topic, Date.now() / 1000])); })"""

Sent = tuple[str, float]  # a topic, and when
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
    """One invalidation that all pages receive, a few times."""
    with live_server() as server:
        before = server.memory()
        pages = await open_pages(server.port, [make_token([EVERYBODY])] * CONNECTIONS)
        each = (server.memory() - before) / CONNECTIONS / 1024
        sent = []
        for number in range(1, BROADCASTS + 1):
            sent.append((EVERYBODY, time.time()))
            await asyncio.to_thread(invalidate, EVERYBODY)
            await until(lambda number=number: all(len(page.events) >= number for page in pages))
            await asyncio.sleep(0.5)
        results = [waits_of(sent, page.events) for page in pages]
        for page in pages:
            page.transport.abort()
    waits = [wait for few, _lost in results for wait in few]
    return [
        (f"memory of one of {CONNECTIONS} pages", each, 20, "KiB"),
        (f"lost of {CONNECTIONS * BROADCASTS} events", sum(lost for _few, lost in results), 0, ""),
        *times_of("broadcast to all", waits, median=500, limit=1500),
    ]


async def moves() -> list[Row]:
    """Moves of orders, made by a process of the site; buyers' pages, boards and a browser receive them."""
    changing = await asyncio.to_thread(place_orders)
    topics = list(itertools.islice(itertools.cycle(changing), PAGES))  # each has some five pages
    watched = changing[:WATCHED]
    with live_server() as server:
        pages = await open_pages(server.port, [make_token([each]) for each in topics])
        async with chromium_stream(server.port, make_token(watched)) as seen_in_browser:
            sent = await moves_by_another_process()
            await asyncio.sleep(1)
            seen = await seen_in_browser()
        for page in pages:
            page.transport.abort()
    results = [
        waits_of([each for each in sent if each[0] == topic], page.events)
        for topic, page in zip(topics, pages, strict=True)
    ]
    waits = [wait for few, _lost in results for wait in few]
    lost = sum(lost for _few, lost in results)
    name = f"{A_SECOND} moves a second, {PAGES} pages: commit to socket"
    rows = [(f"lost of {len(waits) + lost} events", lost, 0, ""), *times_of(name, waits, limit=300)]
    if CHROMIUM:
        waits, lost = waits_of([each for each in sent if each[0] in watched], seen)
        rows.append((f"lost of {len(waits) + lost} events in Chromium", lost, 0, ""))
        rows += times_of("commit to Chromium's event", waits, limit=300)
    return rows


def place_orders() -> list[str]:
    """Orders at STORES stores, to be moved; returns every topic of their pages and boards."""
    from bench import dispatch_town
    from stores.topics import sales_topic

    town = dispatch_town.load(riders=0)
    town = replace(town, products=town.products[:STORES])
    placed = [town.place(number) for number in range(ORDERS)]
    connection.close()
    boards = dict.fromkeys(sales_topic(order.store.owner_id) for order in placed)
    return [*(f"order.{order.number}" for order in placed), *boards]


async def moves_by_another_process() -> list[Sent]:
    """What another process sent, and when it was committed."""
    command = [sys.executable, "-m", "bench.live_moves", str(A_SECOND)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    output, _errors = await process.communicate()
    if process.returncode:
        sys.exit("bench: the process that moves orders failed")
    return [(topic, moment) for topic, moment in json.loads(output)]


def waits_of(sent: list[Sent], received: list[Sent]) -> tuple[list[float], int]:
    """For each topic sent: seconds until it was received; and how many never were."""
    waits, lost = [], 0
    by_topic: dict[str, list[float]] = {}
    for topic, moment in received:
        by_topic.setdefault(topic, []).append(moment)
    for topic, moment in sent:
        # A browser's clock has millisecond resolution.
        after = [each - moment for each in by_topic.get(topic, ()) if each > moment - 0.001]
        if after and min(after) < PATIENCE:
            waits.append(max(0.0, min(after)))
        else:
            lost += 1
    return waits, lost


def times_of(name: str, waits: list[float], *, limit: float, median: float = 0) -> list[Row]:
    """Rows in milliseconds; a median without a limit of its own has that of the 99th percentile."""
    percentile = statistics.quantiles(waits, n=100)[98]
    return [
        (f"{name}, median", 1000 * statistics.median(waits), median or limit, "ms"),
        (f"{name}, 99th percentile", 1000 * percentile, limit, "ms"),
    ]


async def until(question) -> None:
    deadline = time.monotonic() + PATIENCE
    while not question() and time.monotonic() < deadline:
        await asyncio.sleep(0.02)


@asynccontextmanager
async def chromium_stream(port: int, token: str):
    """A browser's page on the stream; yields a function that returns what it has received."""
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
        yield lambda: page.evaluate("window.received")
        await browser.close()


if __name__ == "__main__":
    sys.exit(main())
