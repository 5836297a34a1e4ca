"""A local HTTP server with Google's token and userinfo endpoints."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs


class GoogleStub:
    """Issues a token for any code, and returns `person` for that token."""

    def __init__(self):
        self.person = {}
        self.is_down = False
        self.token_requests = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def handler(stub):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                stub.token_requests.append({k: v[0] for k, v in parse_qs(body).items()})
                self.answer({"access_token": "t", "token_type": "Bearer", "expires_in": 3599})

            def do_GET(self):
                if stub.is_down:
                    return self.answer({"error": {"code": 503}}, 503)
                if self.headers["Authorization"] != "Bearer t":
                    return self.answer({"error": {"code": 401}}, 401)
                return self.answer(stub.person)

            def answer(self, data, status=200):
                body = json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        return Handler

    def close(self):
        self.server.shutdown()
        self.server.server_close()
