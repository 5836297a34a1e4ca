"""The server: API, the payer's page, and messages on demand.

Faults: `misbehave(mode, times, on)`, where `on` is how a call begins ("POST /v1/refunds").
slow, timeout, 500, 429, 409, cut, empty, garbage and redirect come before anything is done;
timeout_after, 500_after and cut_after once it is done. decline is a declined card, on "pay".
"""

import hashlib
import hmac
import json
import time
from contextlib import suppress
from threading import Event, RLock, Thread
from urllib.parse import parse_qsl, urlsplit

import requests

from devtools.stubs.server import LoopbackServer, QuietHandler
from devtools.stubs.stripe.amounts import Refused
from devtools.stubs.stripe.api import StripeApi
from devtools.stubs.stripe.books import StripeBooks
from devtools.stubs.stripe.page import page_of

SECRET_KEY, WEBHOOK_SECRET = "sk_test_of_the_stub", "whsec_of_the_stub"
AFTER = {"timeout_after", "500_after", "cut_after"}
LONG = 60  # seconds for which a call gets no answer, unless the stub is closed before


class StripeHandler(QuietHandler):
    def do_GET(self):  # noqa: N802
        self.handle_call("GET")

    def do_POST(self):  # noqa: N802
        self.handle_call("POST")

    def handle_call(self, method):
        url = urlsplit(self.path)
        text = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        form = dict(parse_qsl(text or url.query))
        if url.path.startswith("/c/pay/"):
            return self.show_page(method, url.path.rpartition("/")[2], form)
        self.server.stub.asked.append((f"{method} {url.path}", form, dict(self.headers)))
        return self.answer_call(f"{method} {url.path}", form, text)

    def answer_call(self, call, form, text):
        stub = self.server.stub
        mode = stub.mode_of(call)
        if mode not in AFTER and self.misbehaved(mode):
            return
        status, answer, replayed = stub.api.answer(call, form, text, self.headers)
        if mode in AFTER and self.misbehaved(mode.removesuffix("_after")):
            return
        self.reply(status, answer, replayed)
        stub.deliver_by_itself()

    def misbehaved(self, mode):
        """Whether the fault was the answer; slow waits, and answers then."""
        stub = self.server.stub
        match mode:
            case "slow":
                stub.closing.wait(stub.slow_seconds)
                return False
            case "timeout":
                stub.closing.wait(LONG)
            case "500":
                self.reply(500, error_of("api_error"))
            case "429":
                self.reply(429, error_of("invalid_request_error", code="rate_limit"))
            case "409":
                self.reply(409, error_of("idempotency_error", code="idempotency_key_in_use"))
            case "garbage":
                self.answer(b"\xff\xfe<<not json>>")
            case "empty":
                self.answer(b"{}")
            case "redirect":
                self.reply(307, {}, location=stub.url + "/elsewhere")
            case "cut":
                pass
            case _:
                return False
        self.close_connection = True
        return True

    def reply(self, status, answer, replayed=False, location=""):
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Request-Id", "req_of_the_stub")
        if replayed:
            self.send_header("Idempotent-Replayed", "true")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def show_page(self, method, id, form):
        stub, trouble = self.server.stub, ""
        try:
            session = stub.books_of.find("cs", id)
            if method == "POST":
                trouble = stub.pay(id, form["how"])
            elif session["status"] != "open":
                trouble = f"This session is {session['status']}."
        except Refused as refused:
            return self.answer(str(refused).encode(), refused.status, "text/plain")
        if method == "POST" and not trouble:
            return self.lead_to(session["success_url"].replace("{CHECKOUT_SESSION_ID}", id))
        return self.answer(page_of(session, trouble).encode(), kind="text/html")

    def lead_to(self, url):
        self.send_response(303)
        self.send_header("Location", url)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.stub.deliver_by_itself()


class StripeStub(LoopbackServer):
    """`deliver` sends the events since the last call to `webhook_url`; `delivers` does so automatically."""

    handler = StripeHandler

    def __init__(self, port=0, webhook_url="", delivers=""):
        self.lock, self.closing = RLock(), Event()
        self.asked, self.modes = [], []
        self.slow_seconds = 3
        self.webhook_url, self.delivers, self.told = webhook_url, delivers, 0
        super().__init__(port)
        self.books_of = StripeBooks(self.url)
        self.api = StripeApi(self.books_of, SECRET_KEY, self.lock)

    def __exit__(self, *error):
        self.closing.set()
        super().__exit__(*error)

    def misbehave(self, mode, times=1, on=""):
        self.modes.append([mode, times, on])

    def mode_of(self, call):
        with self.lock:
            for place in self.modes:
                if place[1] and call.startswith(place[2]):
                    place[1] -= 1
                    return place[0]
        return "ok"

    def pay(self, id, how="pay"):
        """The payer's action on the page; returns the page's error."""
        if how == "decline" or (how == "pay" and self.mode_of("pay") == "decline"):
            return "Your card was declined."
        with self.lock:
            session = self.books_of.find("cs", id)
            if session["mode"] == "setup":
                self.books_of.save_card(session, how)
            else:
                self.books_of.pay(session, later=how == "later")
        return ""

    def expire_keys(self):
        """What Stripe does after a day."""
        with self.lock:
            self.api.expire_keys()

    def session_of(self, payment):
        """The session whose id the payment stores."""
        return self.books_of.objects["cs"][payment.session]

    def books(self):
        with self.lock:
            return self.books_of.summary()

    def deliver(self, how="once"):
        """Send the new events: once, twice, reordered, forged or never; returns the responses' statuses."""
        with self.lock:
            news = self.books_of.events[self.told :]
            self.told = len(self.books_of.events)
        if how == "twice":
            news = [event for event in news for _time in range(2)]
        elif how == "reordered":
            news = news[::-1]
        elif how == "never":
            news = []
        return [
            self.post(event, "another" if how == "forged" else WEBHOOK_SECRET) for event in news
        ]

    def deliver_by_itself(self):
        if self.delivers and self.webhook_url:
            Thread(target=self._deliver_if_heard, daemon=True).start()

    def _deliver_if_heard(self):
        with suppress(requests.RequestException):
            self.deliver(self.delivers)

    def post(self, event, secret=WEBHOOK_SECRET):
        body = json.dumps(event).encode()
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature(body, secret)}
        return requests.post(self.webhook_url, body, headers=headers, timeout=30).status_code


def error_of(kind, **fields):
    return {"error": {"type": kind, "message": "As asked of the stub.", **fields}}


def signature(body, secret=WEBHOOK_SECRET, at=None):
    at = int(at or time.time())
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"
