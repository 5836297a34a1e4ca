"""A TCP proxy to the test's PostgreSQL that can be cut, or stop forwarding."""

import re
import select
import socket
import threading
from contextlib import closing, contextmanager

from django.db import connection

BACKEND_PID = re.compile(rb"(K\x00\x00\x00\x0c).{4}", re.DOTALL)  # BackendKeyData


class Line:
    """Forwards bytes while `is_up`; as a `pooler` it hides the server's process id, as poolers do."""

    def __init__(self, listening, pooler):
        self.is_up, self.is_silent, self._pooler = True, False, pooler
        self.address = {"HOST": "127.0.0.1", "PORT": str(listening.getsockname()[1])}
        self._server = {**connection.settings_dict}
        self._listening, self._over = listening, threading.Event()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def cut(self):
        self.is_up = False

    def mend(self):
        self.is_up = True

    def close(self):
        self.cut()
        self._over.set()
        self._accepting.join()

    def _accept(self):
        while not self._over.is_set():
            if select.select([self._listening], [], [], 0.05)[0]:
                client, _address = self._listening.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client):
        with closing(client), closing(self._to_server()) as server:
            while self.is_up:
                for end in select.select([client, server], [], [], 0.02)[0]:
                    if self.is_silent:
                        self._over.wait(0.02)
                    elif not self._pass_on(end, server if end is client else client):
                        return

    def _pass_on(self, end, other):
        try:
            data = end.recv(65536)
            other.sendall(BACKEND_PID.sub(rb"\1\0\0\0\0", data) if self._pooler else data)
        except OSError:
            return False
        return bool(data)

    def _to_server(self):
        host, port = self._server["HOST"], self._server["PORT"] or "5432"
        if not host.startswith("/"):
            return socket.create_connection((host, int(port)))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server


@contextmanager
def line(pooler=False):
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        made = Line(listening, pooler)
        try:
            yield made
        finally:
            made.close()
