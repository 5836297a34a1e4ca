"""HTTP requests to other services with a hard deadline: no server, however slow, delays us longer."""

import socket
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Any

import requests
from requests.adapters import HTTPAdapter

MAX_RESPONSE_BYTES = 1_000_000


class NoResponse(Exception):
    """The service gave no whole answer; the text contains neither address nor headers."""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    status: int
    body: bytes


def request_within(seconds: float, method: str, url: str, **request: Any) -> HttpResponse:
    """From the start of the request to the end of its answer; `request` as of requests' `Session.request`.

    Raises NoResponse.
    """
    call = _Call(seconds, method, url, request)
    # In a thread, since a slow DNS lookup cannot be interrupted in our own.
    Thread(target=call.run, name="http-request", daemon=True).start()
    if not call.done.wait(seconds):
        call.cut()
        raise NoResponse("no answer in time")
    if call.answer is None:
        raise NoResponse(call.trouble)
    return call.answer


class _Call:
    """A request in progress. requests limits the wait for each byte only, so `cut` closes its sockets."""

    def __init__(self, seconds: float, method: str, url: str, request: dict[str, Any]) -> None:
        self.seconds, self.method, self.url, self.request = seconds, method, url, request
        self.answer: HttpResponse | None = None
        self.trouble = ""
        self.done = Event()
        self._lines: list[socket.socket] = []
        self._is_cut = False
        self._lock = Lock()

    def run(self) -> None:
        try:
            self.answer = self._ask()
        except Exception as error:  # any error must reach the waiting thread
            self.trouble = type(error).__name__  # its text may quote a header or an address
        self.done.set()
        self.cut()

    def cut(self) -> None:
        with self._lock:
            self._is_cut = True
            for line in self._lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
                line.close()
            self._lines.clear()

    def watch(self, line: socket.socket) -> None:
        """Store a duplicate of the socket: TLS detaches the original."""
        with self._lock:
            if self._is_cut:
                line.close()
                raise ConnectionAbortedError
            self._lines.append(line.dup())

    def _ask(self) -> HttpResponse:
        with requests.Session() as session:
            session.mount("http://", _WatchedAdapter(self))
            session.mount("https://", _WatchedAdapter(self))
            with session.request(
                self.method,
                self.url,
                timeout=self.seconds,
                stream=True,
                allow_redirects=False,  # a redirect could send the key to any host
                **self.request,
            ) as response:
                return HttpResponse(response.status_code, _whole_body(response))


class _WatchedAdapter(HTTPAdapter):
    """Registers every connection it opens with the call."""

    def __init__(self, call: _Call) -> None:
        self.call = call
        super().__init__()

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = _watched(pool.ConnectionCls, self.call)
        return pool


def _watched(usual: Any, call: _Call) -> type:
    def _new_conn(connection: Any) -> socket.socket:
        line: socket.socket = usual._new_conn(connection)
        call.watch(line)
        return line

    return type("Watched", (usual,), {"_new_conn": _new_conn})


def _whole_body(response: requests.Response) -> bytes:
    body = b""
    for piece in response.iter_content(65536):
        body += piece
        if len(body) > MAX_RESPONSE_BYTES:
            raise OverflowError
    return body
