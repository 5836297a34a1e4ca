"""The stub of Toss, with every fault it simulates."""

from datetime import timedelta
from decimal import Decimal

import requests

from bench.payments_faults import DECLINED, Faulty
from devtools.stubs.toss import TossStub
from devtools.stubs.toss.courier import forged as forged_copy
from devtools.stubs.toss.refusal import Refusal
from devtools.stubs.toss.server import came_back


class FaultyToss(Faulty, TossStub):
    code = "toss"
    no = Refusal
    refused_cards = ("poor", "stolen")
    remembers = timedelta(days=15)
    kinds = {
        "slow": "slow",
        "5xx": "500",
        "5xx, done": "500_after",
        "time-out": "timeout",
        "time-out, done": "timeout_after",
        "cut, done": "lost",
        "half, done": "half",
        "unreadable": "garbage",
        "another shape": "list",
        "redirect": "redirect",
        "still at it": "processing",
        "keys refused": "unauthorized",
        "its bank fails": "provider_error",
    }
    kinds_of_charging = {DECLINED: "decline"}

    def __init__(self, seed):
        super().__init__(seed)
        self.courier.url, self.courier.manner = "held", "reordered"  # until `news` is called

    def next_fault(self, command, path):
        by_key = "/v1/billing/" in path and not path.endswith("/issue") and command == "POST"
        return self.fault(charging=by_key or path.endswith("/confirm"))

    def news(self):
        return self.since(self.courier.held)

    def bring(self, message, *, forged=False):
        body = forged_copy(message) if forged else message
        return requests.post(self.webhook, json=body, timeout=30).status_code

    def is_of_refund(self, message):
        return bool(message.get("data", {}).get("cancels"))

    def approve(self, payment, how="pay"):
        """Captured only by our call."""
        method = "VIRTUAL_ACCOUNT" if how == "later" else "CARD"
        key = self.ledger.open(payment.key, int(payment.amount), method)
        if how == "decline":
            self.ledger.abort(key)
            return {"code": "PAY_PROCESS_ABORTED"}
        return came_back(self.ledger.get(self.ledger.agree(key)))

    def end_deposits(self, happens):
        for payment in self.ledger.waiting():
            if happens():
                self.deposit(payment["paymentKey"])
            else:
                self.ledger.expire(payment["paymentKey"])
                self.courier.tell(payment)

    def expire_unfinished(self):
        for payment in list(self.ledger.payments.values()):
            if payment["status"] in ("READY", "IN_PROGRESS"):
                self.ledger.expire(payment["paymentKey"])

    def send_back(self, payment, amount):
        found = self._found(payment)
        if found["approvedAt"]:
            self.refund_in_dashboard(found["paymentKey"], int(amount))

    def enter_card(self, method, how):
        return self.ledger.enter_card(method.key, how)

    def vanish(self, method):
        self.ledger.delete_key(method.token)

    def needs_account(self, payment):
        return bool(self._found(payment)["virtualAccount"])

    def _found(self, payment):
        ledger = self.ledger
        return ledger.get(payment.reference) if payment.reference else ledger.by_order(payment.key)

    def entries(self):
        """A payer may have opened more than one window for a payment."""
        entries = {}
        for book in self.books():
            entry = entries.setdefault(
                book["key"], {"captured": Decimal(0), "refunded": Decimal(0)}
            )
            entry["captured"] += book["captured"]
            entry["refunded"] += book["refunded"]
        return entries
