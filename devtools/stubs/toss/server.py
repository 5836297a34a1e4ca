"""Toss's HTTP API, as far as a shop needs it: https://docs.tosspayments.com/reference."""

import base64
import json
import socket
from threading import Event, Lock
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from devtools.stubs.server import LoopbackServer, QuietHandler
from devtools.stubs.toss import billing, pages
from devtools.stubs.toss.books import Books
from devtools.stubs.toss.courier import Courier
from devtools.stubs.toss.refusal import Refusal

CLIENT_KEY, SECRET_KEY = "test_ck_of_the_stub", "test_sk_never_to_be_seen"
CREDENTIALS = "Basic " + base64.b64encode(f"{SECRET_KEY}:".encode()).decode()
SLOW_SECONDS = 0.3
LONG = 60  # seconds for which a call gets no answer, unless the stub is closed before
# Errors without any effect.
UNDONE = {
    "500": (500, "FAILED_INTERNAL_SYSTEM_PROCESSING"),
    "provider_error": (400, "PROVIDER_ERROR"),
    "processing": (409, "IDEMPOTENT_REQUEST_PROCESSING"),
    "unauthorized": (401, "UNAUTHORIZED_KEY"),
}


class TossHandler(QuietHandler):
    def do_GET(self):  # noqa: N802
        stub, url = self.server.stub, urlsplit(self.path)
        match url.path.split("/")[1:]:
            case ["v2", "standard"]:
                self.answer(pages.SCRIPT.encode(), kind="text/javascript")
            case ["card-window"]:
                request = json.loads(parse_qs(url.query)["request"][0])
                self.answer(billing.window(request), kind="text/html; charset=utf-8")
            case ["window"]:
                self.open_window(parse_qs(url.query))
            case ["accounts"]:
                self.answer(pages.accounts(stub.ledger.waiting()), kind="text/html; charset=utf-8")
            case ["favicon.ico"]:
                self.answer(b"", 204)
            case ["v1", "payments", "orders", order_id]:
                self.api(lambda asked: stub.ledger.by_order(unquote(order_id)))
            case ["v1", "payments", key]:
                self.api(lambda asked: stub.ledger.get(unquote(key)))
            case _:
                self.answer(b"{}", 404)

    def do_POST(self):  # noqa: N802
        stub = self.server.stub
        match urlsplit(self.path).path.split("/")[1:]:
            case ["v1", "payments", "confirm"]:
                self.api(stub.ledger.confirm)
            case ["v1", "payments", key, "cancel"]:
                self.api(lambda asked: stub.ledger.cancel(unquote(key), asked))
            case ["v1", "billing", "authorizations", "issue"]:
                self.api(stub.ledger.issue, is_payment=False)
            case ["v1", "billing", key]:
                self.api(lambda asked: stub.ledger.pay_by_key(unquote(key), asked))
            case ["card-window"]:
                self.leave_card_window()
            case ["window", key, choice]:
                self.read()
                self.leave_window(stub.ledger.get(key), choice)
            case ["accounts", key, "deposit"]:
                self.read()
                stub.deposit(key)
                self.redirect("/accounts")
            case _:
                self.answer(b"{}", 404)

    def do_DELETE(self):  # noqa: N802
        stub = self.server.stub
        match self.path.split("/")[1:]:
            case ["v1", "billing", key]:
                self.api(lambda asked: stub.ledger.delete_key(unquote(key)), is_payment=False)
            case _:
                self.answer(b"{}", 404)

    def leave_card_window(self):
        stub, form = self.server.stub, parse_qs(self.read().decode())
        wish, how = json.loads(form["request"][0]), form["how"][0]
        if how == "cancel":
            query = {"code": "PAY_PROCESS_CANCELED", "message": "취소"}
            return self.redirect(f"{wish['failUrl']}?{urlencode(query)}")
        back = stub.ledger.enter_card(wish["customerKey"], how)
        return self.redirect(f"{wish['successUrl']}?{urlencode(back)}")

    def read(self):
        return self.rfile.read(int(self.headers["Content-Length"] or 0))

    def api(self, act, is_payment=True):
        stub, body = self.server.stub, self.read() if self.command == "POST" else b"{}"
        mode = stub.next_fault(self.command, self.path)
        stub.asked.append((self.command, self.path, json.loads(body), dict(self.headers)))
        if mode == "timeout":
            return stub.closing.wait(LONG)
        if mode in UNDONE or self.headers["Authorization"] != CREDENTIALS:
            status, code = UNDONE[mode if mode in UNDONE else "unauthorized"]
            return self.say(status, {"code": code, "message": "오류가 발생했습니다."})
        status, data = stub.once(
            self.key(), lambda: self.result(act, json.loads(body), mode, is_payment)
        )
        match mode:
            case "slow":
                stub.closing.wait(SLOW_SECONDS)
            case "timeout_after":
                return stub.closing.wait(LONG)
            case "lost":
                return self.connection.shutdown(socket.SHUT_RDWR)
        return self.say(status, data, mode)

    def key(self):
        key = self.headers["Idempotency-Key"]
        return (self.command, self.path, key) if key else None

    def result(self, act, asked, mode, is_payment=True):
        stub = self.server.stub
        try:
            if mode == "decline" and "paymentKey" not in asked:
                raise Refusal(403, "REJECT_CARD_PAYMENT", "한도초과 혹은 잔액부족입니다.")
            if mode == "decline":
                stub.ledger.abort(asked["paymentKey"], "REJECT_CARD_PAYMENT", "한도초과입니다.")
                raise Refusal(403, "REJECT_CARD_PAYMENT", "한도초과 혹은 잔액부족입니다.")
            payment = act(asked)
        except Refusal as refusal:
            return refusal.status, refusal.answer
        if self.command == "POST" and is_payment:
            stub.courier.tell(payment)
        return 200, payment

    def say(self, status, data, mode=""):
        body = json.dumps(data).encode()
        match mode:
            case "garbage":
                self.answer(b"<h1>Welcome</h1>", kind="text/html")
            case "list":
                self.answer(b"[]")
            case "half":
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2])
            case "redirect":
                self.redirect(self.path)
            case "500_after":
                self.answer(body, 500)
            case _:
                self.answer(body, status)

    def open_window(self, query):
        stub = self.server.stub
        if query.get("clientKey") != [CLIENT_KEY]:
            return self.answer(pages.page("<p>INVALID_CLIENT_KEY</p>"), 400, "text/html")
        wish = json.loads(query["request"][0])
        key = stub.ledger.open(
            wish["orderId"],
            wish["amount"]["value"],
            wish["method"],
            wish["orderName"],
            easy_pay=wish.get("card", {}).get("easyPay"),
            hours=wish.get("virtualAccount", {}).get("validHours", 24),
            success=wish["successUrl"],
            fail=wish["failUrl"],
        )
        page = pages.window(stub.ledger.get(key))
        return self.answer(page, kind="text/html; charset=utf-8")

    def leave_window(self, payment, choice):
        stub, key = self.server.stub, payment["paymentKey"]
        wishes = stub.ledger.wishes[key]
        if choice == "pay":
            stub.ledger.agree(key)
            back = {"paymentType": "NORMAL", **came_back(payment)}
            return self.redirect(f"{wishes['success']}?{urlencode(back)}")
        if choice == "decline":
            stub.ledger.abort(key)
        query = {"code": f"PAY_PROCESS_{'ABORTED' if choice == 'decline' else 'CANCELED'}"}
        return self.redirect(f"{wishes['fail']}?{urlencode({**query, 'message': '결제 실패'})}")

    def redirect(self, url):
        self.send_response(302)
        self.send_header("Location", url)
        self.send_header("Content-Length", "0")
        self.end_headers()


def came_back(payment):
    """The parameters that Toss adds to the return URL."""
    return {
        "paymentKey": payment["paymentKey"],
        "orderId": payment["orderId"],
        "amount": str(payment["totalAmount"]),
    }


class TossStub(LoopbackServer):
    """`fail("500", times=2)` makes the next calls fail; `ledger` and `courier` are for tests.

    Modes: decline; slow; timeout_after, lost (done, then no answer), 500_after, half, garbage, list,
    redirect (done, then nothing readable); timeout, 500, provider_error, processing, unauthorized (not
    done).
    """

    handler = TossHandler

    def __init__(self, port=0, webhook_url=""):
        self.ledger = Books()
        self.courier = Courier(webhook_url)
        self.asked = []
        self.faults = []
        self.answered = {}
        self.lock = Lock()
        self.closing = Event()
        super().__init__(port)

    def __exit__(self, *error):
        self.closing.set()
        self.courier.close()
        super().__exit__(*error)

    def fail(self, mode, *, times=1, on="POST"):
        """Make the next calls fail: POST changes data, GET only reads."""
        self.faults += [(mode, on)] * times

    def next_fault(self, command, path):
        with self.lock:
            for fault in self.faults:
                if fault[1] == command:
                    self.faults.remove(fault)
                    return fault[0]
        return ""

    def once(self, key, act):
        """Toss repeats its first answer to a key at one URL, whatever the later request."""
        with self.lock:
            if key not in self.answered:
                answer = act()
                if key is None:
                    return json.loads(json.dumps(answer))
                self.answered[key] = json.dumps(answer)
            return json.loads(self.answered[key])

    def expire_keys(self):
        """What Toss does after 15 days."""
        self.answered.clear()

    def pay(self, order_id, amount, method="CARD", **wishes):
        """A payer agrees in the window; returns the parameters of the return URL."""
        key = self.ledger.open(order_id, amount, method, **wishes)
        return came_back(self.ledger.get(self.ledger.agree(key)))

    def deposit(self, key):
        """The payer pays into their virtual account, and the shop is notified."""
        self.courier.tell(self.ledger.deposit(key))

    def refund_in_dashboard(self, key, amount, reason="고객 변심"):
        asked = {
            "cancelAmount": amount,
            "cancelReason": reason,
            "refundReceiveAccount": {"bank": "20"},
        }
        self.courier.tell(self.ledger.cancel(key, asked))

    def books(self):
        """Toss's record of every payment: captured and refunded, in KRW."""
        return [
            {
                "key": one["orderId"],
                "reference": one["paymentKey"],
                "status": one["status"],
                "captured": one["totalAmount"] if one["approvedAt"] else 0,
                "refunded": one["totalAmount"] - one["balanceAmount"] if one["approvedAt"] else 0,
            }
            for one in self.ledger.payments.values()
        ]
