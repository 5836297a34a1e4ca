"""The server: authentication, idempotency, and faults."""

import base64
import copy
import json
import secrets
from contextlib import suppress
from decimal import Decimal
from threading import Event
from urllib.parse import parse_qs, urlsplit

from devtools.stubs.paypal.books import Books
from devtools.stubs.paypal.messages import Messages
from devtools.stubs.paypal.pages import act, owner_page, payer_page
from devtools.stubs.paypal.records import No, cents
from devtools.stubs.server import LoopbackServer, QuietHandler

CLIENT_ID = "AbCd-the-client-id"
CLIENT_SECRET = "EfGh-the-client-secret"
WEBHOOK_ID = "8PT597110X687430LKGECATA"
TOKEN, VERIFY = "/v1/oauth2/token", "/v1/notifications/verify-webhook-signature"
SLOW_SECONDS = 0.3
LONG = 60  # seconds for which a call gets no answer, unless the stub is closed before


class PayPalHandler(QuietHandler):
    def do_GET(self):  # noqa: N802
        self.handle_call("GET")

    def do_POST(self):  # noqa: N802
        self.handle_call("POST")

    def do_DELETE(self):  # noqa: N802
        self.handle_call("DELETE")

    def handle_call(self, method):
        stub, url = self.server.stub, urlsplit(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        if url.path == "/checkoutnow":
            return self.payer(method, parse_qs(url.query).get("token", [""])[0], body)
        if url.path == "/agreements/approve":
            return self.owner(method, parse_qs(url.query).get("token", [""])[0], body)
        if url.path == "/favicon.ico":
            return self.answer(b"", 204)
        stub.asked.append((method, url.path, dict(self.headers), body))
        mode = stub.mode_for(url.path)
        if self.fails_before(mode):
            return None
        status, data = stub.answer(method, url.path, self.headers, body, mode)
        return self.send_json(status, data, mode)

    def fails_before(self, mode):
        """For the modes in which nothing is done."""
        stub = self.server.stub
        if mode == "silent":
            stub.closing.wait(LONG)
        elif mode == "slow":
            stub.closing.wait(SLOW_SECONDS)
            return False
        elif mode == "redirect":
            self.send_response(307)
            self.send_header("Location", stub.url + "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif mode.isdigit():
            self.answer(b"<h1>Sorry</h1>\x00\xff", int(mode), "text/html")
        elif mode != "cut":
            return False
        return True

    def send_json(self, status, data, mode):
        body = b"" if status == 204 else json.dumps(data).encode()
        if mode == "silent_after":
            self.server.stub.closing.wait(LONG)
        elif mode == "500_after":
            self.answer(body, 500)
        elif mode == "garbage":
            self.answer(b"\xff\xfe<<not json\x00>>", status)
        elif mode == "deep":
            self.answer(b"[" * 100_000, status)
        elif mode == "list":
            self.answer(b"[]", status)
        elif mode == "half":
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
        elif mode != "cut_after":
            with suppress(OSError):
                self.answer(body, status)

    def owner(self, method, setup_id, body):
        """Of an account that is to be saved."""
        if method == "GET":
            return self.answer(owner_page(), kind="text/html")
        where = self.server.stub.ledger.save_account(setup_id, parse_qs(body)["action"][0])
        self.send_response(303)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        return self.end_headers()

    def payer(self, method, order_id, body):
        books = self.server.stub.ledger
        with books.lock:
            if order_id not in books.orders:
                return self.answer(b"Unknown order", 404, "text/plain")
            if method == "GET":
                return self.answer(payer_page(books.order(order_id)), kind="text/html")
            where = act(books, order_id, parse_qs(body)["action"][0])
        self.send_response(303)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        return self.end_headers()


class PayPalStub(LoopbackServer):
    """`trouble` sets the faults of the next calls; `choose(path)`, if given, those of every call.

    Modes: silent, cut, redirect, a status such as 500 (nothing is done); slow; silent_after, cut_after,
    500_after, half, garbage, deep, list (done, but not reported); or an issue such as INSTRUMENT_DECLINED.
    """

    handler = PayPalHandler

    def __init__(self, port=0, webhook_url=""):
        self.messages = Messages(WEBHOOK_ID, webhook_url)
        self.asked, self.troubles, self.choose = [], [], None
        self.tokens, self.remembered = set(), {}
        self.closing = Event()
        super().__init__(port)
        self.ledger = Books(self.url, self.messages.tell)

    def __exit__(self, *error):
        self.closing.set()
        self.messages.close()
        super().__exit__(*error)

    def trouble(self, mode, times=1, on="/v2/"):
        """Answer the next `times` calls whose path contains `on` in this mode."""
        self.troubles.extend([(mode, on)] * times)

    def mode_for(self, path):
        for trouble in self.troubles:
            if trouble[1] in path:
                self.troubles.remove(trouble)
                return trouble[0]
        return (self.choose(path) if self.choose else None) or ""

    def answer(self, method, path, headers, body, mode):
        try:
            if path == TOKEN:
                return self.token(headers, body)
            if headers["Authorization"] not in self.tokens:
                return 401, {
                    "error": "invalid_token",
                    "error_description": "Token signature verification",
                }
            if mode.isupper():
                raise No(mode)
            if path == VERIFY:
                return self.verify(body)
            with self.ledger.lock:
                # A copy, as the returned object changes later.
                return copy.deepcopy(self.once(method, path, headers, body))
        except No as no:
            return no.status, no.body
        except (KeyError, ValueError, TypeError):
            no = No("MALFORMED_REQUEST_JSON", 400, "INVALID_REQUEST")
            return no.status, no.body

    def token(self, headers, body):
        right = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if headers["Authorization"] != f"Basic {right}" or body != "grant_type=client_credentials":
            return 401, {
                "error": "invalid_client",
                "error_description": "Client Authentication failed",
            }
        token = f"A21AA-{secrets.token_urlsafe(24)}"
        self.tokens.add(f"Bearer {token}")
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": 32400}

    def verify(self, question):
        true = self.messages.verify(question)
        if true is None:
            raise No("MALFORMED_REQUEST_JSON", 400, "VALIDATION_ERROR")
        return 200, {"verification_status": "SUCCESS" if true else "FAILURE"}

    def once(self, method, path, headers, body):
        """The same request id gets the same answer, refusals too, and nothing is done twice."""
        if method == "GET":
            return 200, self.read(path)
        if method == "DELETE":
            self.ledger.delete_token(path.rpartition("/")[2])
            return 204, {}
        id, asked = headers["PayPal-Request-Id"], (path, body)
        if not id or len(id) > 108:
            raise No("PAYPAL_REQUEST_ID_REQUIRED", 400, "INVALID_REQUEST")
        first, answer = self.remembered.get(id, (asked, None))
        if (
            first != asked
        ):  # PayPal documents this for other APIs; for this one it repeats its answer
            raise No("DUPLICATE_REQUEST_ID")
        answer = answer or self.act(path, json.loads(body))
        self.remembered[id] = asked, answer
        if isinstance(answer[1], dict) and headers["Prefer"] != "return=representation":
            return answer[0], {name: answer[1].get(name) for name in ("id", "status", "links")}
        return answer

    def read(self, path):
        match path.strip("/").split("/"):
            case "v2", "checkout", "orders", id:
                return self.ledger.order(id)
            case "v2", "payments", "captures", id if id in self.ledger.captures:
                return self.ledger.captures[id]
            case "v3", "vault", "setup-tokens", id:
                return self.ledger.setup(id)
            case "v1", "reporting", "transactions":
                return self.ledger.transactions()
            case "v1", "customer", "disputes", id:
                return self.ledger.disputes.find(id)
        raise No("INVALID_RESOURCE_ID", 404, "RESOURCE_NOT_FOUND")

    def act(self, path, body):
        try:
            match path.strip("/").split("/"):
                case "v3", "vault", "setup-tokens":
                    return 201, self.ledger.begin_setup(body)
                case "v3", "vault", "payment-tokens":
                    return 201, self.ledger.save_token(body)
                case "v2", "checkout", "orders":
                    return 201, self.ledger.create(body)
                case "v2", "checkout", "orders", id, "capture":
                    return 201, self.ledger.capture(id)
                case "v2", "payments", "captures", id, "refund":
                    return 201, self.ledger.refund(id, body)
        except No as no:
            return no.status, no.body
        raise No("INVALID_RESOURCE_ID", 404, "RESOURCE_NOT_FOUND")

    def expire_keys(self):
        """What PayPal does after hours."""
        self.remembered.clear()

    def books(self):
        """PayPal's record of each payment, by our key; amounts in major units."""
        with self.ledger.lock:
            return {
                order["purchase_units"][0]["custom_id"]: self._entry(order)
                for order in self.ledger.orders.values()
            }

    def _entry(self, order):
        captures = order["purchase_units"][0].get("payments", {}).get("captures", [])
        came = [row for row in captures if row["status"] not in ("PENDING", "DECLINED", "FAILED")]
        refunded = sum((self.ledger.refunded(row["id"]) for row in captures), Decimal(0))
        captured = sum((cents(capture["amount"]) for capture in came), Decimal(0))
        lost = sum((self.ledger.disputes.lost(row["id"]) for row in captures), Decimal(0))
        return {
            "order": order["id"],
            "status": order["status"],
            "captures": [capture["id"] for capture in captures],
            "captured": captured,
            "refunded": refunded,
            "lost": lost,
            "left": captured - refunded - lost,
            "currency": order["purchase_units"][0]["amount"]["currency_code"],
        }
