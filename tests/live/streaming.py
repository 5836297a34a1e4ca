"""A live process of its own, and a browser's side of a stream over a plain socket."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings

PATIENCE = 60  # seconds: the machine may be busy


def free_port():
    """One that no client gets before a server takes it: Linux gives clients those from 32768 up."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", secrets.choice(range(10_000, 32_768))))
            return probe.getsockname()[1]


def wait_until(question, patience=PATIENCE):
    """The first true answer; fails if there is none in time."""
    deadline = time.monotonic() + patience
    while not (answer := question()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
    return answer


@dataclass
class LiveProcess:
    """`python -m live` at a port of its own, with what the environment says besides."""

    environment: dict
    port: int = 0
    child: subprocess.Popen | None = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/live/"

    def start(self, healthy=200):
        self.port = self.port or free_port()
        here = {"LIVE_BIND": f"127.0.0.1:{self.port}", "DJANGO_SETTINGS_MODULE": "tests.settings"}
        self.child = subprocess.Popen(
            [sys.executable, "-m", "live"],
            cwd=settings.BASE_DIR,
            env=os.environ | self.environment | here,
        )
        wait_until(lambda: self.get("health/")[0] == healthy)
        return self

    def end(self, how=signal.SIGTERM):
        """Seconds it took to end."""
        began = time.monotonic()
        self.child.send_signal(how)
        self.child.wait(PATIENCE)
        return time.monotonic() - began

    def get(self, path):
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def count(self, name):
        """A number from the metrics."""
        lines = self.get("metrics/")[1].splitlines()
        return next(
            int(line.split()[1]) for line in lines if line.startswith(f"jumun_live_{name} ")
        )


class Stream:
    """One open page: `event()` is the next (name, data), None where the server ended it."""

    def __init__(self, live, token, receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", live.port))
        self.socket.sendall(f"GET /live/?token={token} HTTP/1.0\r\nHost: live\r\n\r\n".encode())
        self.arrived = b""
        first, *headers = self._until(b"\r\n\r\n").decode().split("\r\n")
        self.status = int(first.split()[1])
        self.headers = dict(line.lower().split(": ", 1) for line in headers)

    def event(self, patience=PATIENCE):
        self.socket.settimeout(patience)
        event = self._until(b"\n\n")
        if event is None:
            return None
        fields = dict(line.split(":", 1) for line in event.decode().split("\n"))
        return fields["event"].strip(), fields["data"].strip()

    def is_silent(self, seconds=0.3):
        """Whether nothing but a beat arrives for so long; anything else is consumed."""
        try:
            return self.event(seconds) == ("beat", "")
        except TimeoutError:
            return True

    def close(self):
        self.socket.close()

    def _until(self, end):
        while end not in self.arrived:
            more = self.socket.recv(65536)
            if not more:
                return None
            self.arrived += more
        text, _end, self.arrived = self.arrived.partition(end)
        return text
