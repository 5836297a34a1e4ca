"""Both ends of the streams: a live process as in production, and many open pages."""

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.stack import free_port

CONCURRENT = 200  # pages that connect at the same time
PAGE_SIZE = resource.getpagesize()


@dataclass(frozen=True)
class LiveServer:
    port: int
    pid: int

    def memory(self) -> int:
        """Bytes of its resident memory (proc(5))."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE_SIZE


@contextmanager
def live_server() -> Iterator[LiveServer]:
    port = free_port()
    environment = os.environ | {
        "LIVE_BIND": f"127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    process = subprocess.Popen([sys.executable, "-m", "live"], env=environment)
    try:
        _wait_for(f"http://127.0.0.1:{port}/live/health/")
        time.sleep(3.5)  # so that no page is older than its process, and has to catch up
        yield LiveServer(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


@dataclass(eq=False)
class OpenPage(asyncio.Protocol):
    """One stream, and when each message was received."""

    token: str
    ready: asyncio.Future
    events: list[tuple[str, float]] = field(default_factory=list)
    rest: bytes = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(f"GET /live/?token={self.token} HTTP/1.1\r\nHost: live\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        now = time.time()
        *events, self.rest = (self.rest + data).split(b"\n\n")
        for event in events:
            if b"event: news" in event:
                self.events.append((event.split(b'"topic":"')[1].split(b'"')[0].decode(), now))
            elif b"event: hello" in event and not self.ready.done():
                self.ready.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(error or ConnectionError("refused"))


async def open_pages(
    port: int, tokens: list[str], kind: type[OpenPage] = OpenPage
) -> list[OpenPage]:
    loop = asyncio.get_running_loop()
    pages: list[OpenPage] = []
    for start in range(0, len(tokens), CONCURRENT):
        few = [kind(token, loop.create_future()) for token in tokens[start : start + CONCURRENT]]
        for page in few:
            await loop.create_connection(lambda page=page: page, "127.0.0.1", port)
        await asyncio.gather(*(page.ready for page in few))
        pages += few
    return pages


def raise_file_limit() -> int:
    """The number of files this process, and its children, may open."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 15
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
