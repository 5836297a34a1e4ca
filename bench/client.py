"""A minimal browser of a customer over HTTP: it shares the machine with the site."""

import re
import socket
from dataclasses import dataclass, field
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
FORM = re.compile(r'<form[^>]*method="post"[^>]*>.*?</form>', re.DOTALL)
ACTION = re.compile(r'action="([^"]*)"')


@dataclass(slots=True)
class Response:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def queries(self) -> int:
        return int(self.headers.get("x-queries", 0))

    @property
    def seconds(self) -> float:
        """How long the site worked on it, without queueing."""
        return float(self.headers.get("x-seconds", 0))

    @property
    def path(self) -> str:
        """The target of a redirect."""
        return self.headers["location"]

    def form(self, start: str) -> tuple[str, dict[str, str]]:
        """The action of the form whose action begins with `start`, and its hidden fields."""
        for form in FORM.findall(self.body):
            action = ACTION.search(form.split(">", 1)[0])
            where = action[1] if action else ""  # the same URL
            if where.startswith(start) and bool(where) == bool(start):
                return where, dict(HIDDEN.findall(form))
        raise AssertionError(f"no form posts to {start}")


@dataclass
class Browser:
    """One keep-alive connection of one customer."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    patience: float = 30  # seconds
    address: str = "127.0.0.1"  # as a proxy would report it
    _socket: socket.socket | None = None
    _rest: bytes = b""

    def get(self, path: str) -> Response:
        return self._ask(f"GET {path} HTTP/1.1\r\n{self._headers()}\r\n".encode())

    def post(self, path: str, fields: dict[str, str]) -> Response:
        body = urlencode(fields, doseq=True).encode()
        return self.send(path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, path: str, body: bytes, headers: dict[str, str]) -> Response:
        """POST exactly these bytes."""
        lines = {**headers, "Content-Length": str(len(body))}
        more = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        head = f"POST {path} HTTP/1.1\r\n{self._headers()}{more}\r\n"
        return self._ask(head.encode() + body)

    def close(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _headers(self) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return (
            f"Host: 127.0.0.1:{self.port}\r\nOrigin: https://127.0.0.1:{self.port}\r\n"
            f"X-Forwarded-Proto: https\r\nX-Forwarded-For: {self.address}\r\nCookie: {cookies}\r\n"
        )

    def _ask(self, request: bytes) -> Response:
        fresh = self._socket is None
        try:
            return self._exchange(request)
        except (ConnectionError, TimeoutError):
            self.close()
            if fresh:
                raise
            return self._exchange(request)  # the server had closed the idle connection

    def _exchange(self, request: bytes) -> Response:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=self.patience)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        head, body = self._read()
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines:
            name, value = line.split(": ", 1)
            if name.lower() == "set-cookie":
                self._store(value)
            headers[name.lower()] = value
        if headers.get("connection") == "close":
            self.close()
        return Response(int(status.split(" ", 2)[1]), headers, body.decode())

    def _read(self) -> tuple[bytes, bytes]:
        data = self._rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._receive()
        head, body = data[:end], data[end + 4 :]
        length = re.search(rb"(?i)content-length: (\d+)", head)
        wanted = int(length[1]) if length else 0
        while len(body) < wanted:
            body += self._receive()
        self._rest = body[wanted:]
        return head, body[:wanted]

    def _receive(self) -> bytes:
        data = self._socket.recv(262_144)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def _store(self, cookie: str) -> None:
        name, value = cookie.split(";", 1)[0].split("=", 1)
        self.cookies[name] = value
