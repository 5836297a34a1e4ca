"""A silent connection shows with beats that it is alive."""

import asyncio
import re
from pathlib import Path

from live import app
from live.app import BEAT, HELLO, LiveApp
from live.postgres_backplane import PostgresBackplane
from live.tokens import make_token

SCRIPT = Path(__file__).resolve().parents[2] / "static/js/live.js"


def read(count):
    """The first `count` messages of a stream, which its page then leaves."""
    bodies = []

    async def listen():
        gone = asyncio.Event()

        async def receive():
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            bodies.append(message.get("body"))
            if len(bodies) == count:
                gone.set()

        query = f"token={make_token(['order.A'])}".encode()
        scope = {"type": "http", "method": "GET", "path": "/live/", "query_string": query}
        live = LiveApp(PostgresBackplane(""), "https://jumun.example")
        await asyncio.wait_for(live(scope, receive, send), 10)

    asyncio.run(listen())
    return bodies


def test_a_silent_line_beats(monkeypatch):
    monkeypatch.setattr("live.app.HEARTBEAT", 0.02)

    _head, hello, *rest = read(5)

    assert hello.startswith(HELLO)
    assert rest[:3] == [BEAT] * 3


def test_pages_wait_for_two_beats_before_they_call_a_line_dead():
    [silence] = re.findall(r"SILENCE = (\d+)", SCRIPT.read_text())

    assert int(silence) / 1000 > 2 * app.HEARTBEAT
