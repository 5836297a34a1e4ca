"""What the stubs of external services share: a real HTTP server on the loopback interface."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR
from threading import Thread


class QuietHandler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def answer(self, body, status=200, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class LoopbackServer:
    """Serves a QuietHandler class, whose `self.server.stub` is this object."""

    handler: type[QuietHandler]

    def __init__(self, port=0):
        self.server = ThreadingHTTPServer(("127.0.0.1", port), self.handler)
        self.server.daemon_threads = True
        self.server.stub = self
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        # Without an interval of polling: `close` wakes it.
        Thread(target=self.server.serve_forever, args=[None], daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.server.fileno() >= 0:
            self.close()

    def close(self):
        """Refuse connections from now on."""
        # Wakes the thread until `shutdown` has ended its loop.
        self.server.socket.shutdown(SHUT_RDWR)
        self.server.shutdown()
        self.server.server_close()
