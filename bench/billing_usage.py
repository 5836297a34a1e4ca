"""Reports usage in signed batches over HTTP, some events twice, in turns with a bare INSERT … SELECT."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from uuid import uuid4

import psutil
from django.db import connection
from django.utils import timezone

from bench.billing_tenants import METER, Town
from bench.client import Browser
from billing.models import Tenant, UsageEvent
from billing.usage.secrets import add_secret, key_of
from billing.usage.signatures import signature

BATCH, DOUBLES = 1000, 100  # events of a batch, and how many of them were in the one before
REPORTERS = 4  # tenants that report at once
BARE_EVENTS = 100_000
MIB = 2**20


@dataclass
class Reporter:
    """A tenant's own server. Of the events it `sent`, `distinct` had a key of their own; the site called
    some `new`.
    """

    port: int
    tenant: Tenant
    key: bytes
    sent: int = 0
    new: int = 0
    distinct: int = 0
    last: list[dict[str, object]] = field(default_factory=list)

    def report(self, until: float) -> None:
        browser = Browser(self.port)
        while time.perf_counter() < until:
            self._send(browser, self._batch())
        browser.close()

    def _batch(self) -> bytes:
        doubles, now = self.last[:DOUBLES], datetime.now(UTC).isoformat()
        numbers = range(self.distinct, self.distinct + BATCH - len(doubles))
        self.last = [
            {"meter": METER, "key": f"run-{number:09}", "quantity": 3, "at": now}
            for number in numbers
        ]
        self.distinct = numbers.stop
        return json.dumps({"events": [*doubles, *self.last]}).encode()

    def _send(self, browser: Browser, body: bytes) -> None:
        message, sent = uuid4().hex, int(time.time())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message,
            "webhook-timestamp": str(sent),
            "webhook-signature": signature(self.key, message, sent, body),
        }
        answer = browser.send(f"/billing/usage/{self.tenant.number}/", body, headers)
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {answer.body[:200]}")
        self.sent += BATCH
        self.new += json.loads(answer.body)["new"]


@dataclass
class Usage:
    """Events a second in each round, over HTTP and bare; MiB of the largest process of the site."""

    reported: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def of_bare(self) -> float:
        """In the median round."""
        return median(a / b for a, b in zip(self.reported, self.bare, strict=True))


def reporters(port: int, town: Town) -> list[Reporter]:
    tenants = Tenant.objects.filter(pk__gte=town.first).order_by("pk")[:REPORTERS]
    return [
        Reporter(port, tenant, key_of(add_secret(tenant=tenant, now=timezone.now())))
        for tenant in tenants
    ]


def measure(port: int, pid: int, town: Town, rounds: int, seconds: float) -> Usage:
    usage, servers = Usage(), reporters(port, town)
    for number in range(rounds + 1):
        rate, bare = report(servers, seconds), bare_rate()
        usage.memory.append(_memory(pid))
        if number:  # the first warms up
            usage.reported.append(rate)
            usage.bare.append(bare)
    usage.wrong = [text for server in servers for text in wrong_with(server)]
    return usage


def report(servers: list[Reporter], seconds: float) -> float:
    """Events a second, doubles included, of all of them at once."""
    before, begin = sum(each.sent for each in servers), time.perf_counter()
    with ThreadPoolExecutor(len(servers)) as pool:
        list(pool.map(lambda server: server.report(begin + seconds), servers))
    return (sum(each.sent for each in servers) - before) / (time.perf_counter() - begin)


def bare_rate() -> float:
    """Events a second, of a table with the same indexes."""
    table = UsageEvent._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare_usage (LIKE {table} INCLUDING ALL)")
        begin = time.perf_counter()
        cursor.execute(f"INSERT INTO bare_usage SELECT * FROM {table} LIMIT %s", [BARE_EVENTS])
        rows, seconds = cursor.rowcount, time.perf_counter() - begin
        cursor.execute("DROP TABLE bare_usage")
    return float(rows / seconds)


def wrong_with(server: Reporter) -> list[str]:
    """Each event must be recorded once, and called new once."""
    stored = server.tenant.usage_events.filter(key__startswith="run-").count()
    if stored == server.new == server.distinct:
        return []
    return [f"of {server.distinct} events {stored} were stored, {server.new} called new"]


def _memory(pid: int) -> float:
    return max(each.memory_info().rss / MIB for each in psutil.Process(pid).children())
