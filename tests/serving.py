"""The server of live_server, which can finish all requests before the database is flushed.

A page may have sent a request right before it was closed. Its response does not matter, but its
transaction would overlap with the flush: a deadlock, or rows of one test in the next.
"""

import socket
import threading
from contextlib import suppress
from functools import partial

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.contrib.staticfiles.views import serve
from django.core.servers.basehttp import ThreadedWSGIServer
from django.http import HttpResponse
from django.test.testcases import LiveServerThread

from tests.thread_pool import run_in_thread

PATIENCE = 30  # seconds


class FinishingServer(ThreadedWSGIServer):
    running = set()  # servers

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._open, self._changed = set(), threading.Condition()
        self.running.add(self)

    def server_close(self):
        self.running.discard(self)
        super().server_close()

    def process_request(self, request, client_address):
        with self._changed:
            self._open.add(request)
        run_in_thread(partial(self.process_request_thread, request, client_address))

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._changed:
                self._open.discard(request)
                self._changed.notify_all()

    def _close_connections(self):
        """A thread keeps its database session, for other requests and for the connections that follow."""

    def finish(self):
        """Wait until all requests so far are answered and their connections closed."""
        self._accept_all()
        with self._changed:
            for each in self._open:
                _read_no_more(each)
            finished = self._changed.wait_for(lambda: not self._open, PATIENCE)
        assert finished, f"a request is not answered after {PATIENCE} seconds"

    def _accept_all(self):
        """Connections are accepted in order: once ours is, none before it is waiting."""
        with socket.create_connection(self.server_address, timeout=PATIENCE) as last:
            last.shutdown(socket.SHUT_WR)
            assert last.recv(1) == b""


def finish_requests():
    for server in list(FinishingServer.running):
        server.finish()


@pytest.fixture(scope="session", name="finishing_server")
def use_finishing_server():
    """Make live_server use FinishingServer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LiveServerThread, "server_class", FinishingServer)
        patch.setattr(StaticFilesHandler, "serve", serve_cached)
        yield


def serve_cached(handler, request):
    """A static file, in one piece; browsers do not request it again for the next page, as on a site."""
    file = serve(request, handler.file_path(request.path), insecure=True)
    response = HttpResponse(b"".join(file), status=file.status_code, headers=file.headers)
    response["Cache-Control"] = "max-age=31536000"
    return response


def _read_no_more(connection):
    """Data received so far are still read and answered; then the connection appears closed."""
    with suppress(OSError):  # the client was faster
        connection.shutdown(socket.SHUT_RD)
