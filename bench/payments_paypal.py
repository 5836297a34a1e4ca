"""The stub of PayPal, with every fault it simulates."""

from datetime import timedelta
from decimal import Decimal

from bench.payments_faults import DECLINED, Faulty
from devtools.stubs.paypal import PayPalStub
from devtools.stubs.paypal.records import No

BUYER, SELLER = "RESOLVED_BUYER_FAVOUR", "RESOLVED_SELLER_FAVOUR"


class FaultyPayPal(Faulty, PayPalStub):
    """PayPal takes no KRW, so its store sells in dollars."""

    code, currency, price = "paypal", "USD", Decimal("12.35")
    no = No
    refused_cards = ("poor", "closed", "asks")
    remembers = timedelta(hours=3)
    kinds = {
        "slow": "slow",
        "5xx": "503",
        "5xx, done": "500_after",
        "time-out": "silent",
        "time-out, done": "silent_after",
        "cut": "cut",
        "cut, done": "cut_after",
        "half, done": "half",
        "unreadable": "garbage",
        "another shape": "list",
        "redirect": "redirect",
        "too many calls": "429",
        "still at it": "409",
        "keys refused": "401",
    }
    kinds_of_charging = {DECLINED: "INSTRUMENT_DECLINED"}

    def mode_for(self, path):
        return self.fault(charging=path.endswith("/capture"))

    def news(self):
        return self.since(self.messages.events)

    def bring(self, message, *, forged=False):
        return self.messages.send(message, forged=forged, url=self.webhook)

    def is_of_refund(self, message):
        kind = message["event_type"]
        return kind == "PAYMENT.CAPTURE.REFUNDED" or kind.startswith("CUSTOMER.DISPUTE.")

    def approve(self, payment, how="pay"):
        """Captured only by our call."""
        ledger, id = self.ledger, payment.session
        with ledger.lock:
            if how == "decline":
                ledger.declining.add(id)
            if how == "later":
                ledger.pending.add(id)
            if ledger.order(id)["status"] != "COMPLETED":
                ledger.approve(id)
        return {"token": id}

    def end_deposits(self, happens):
        for id, capture in list(self.ledger.captures.items()):
            if capture["status"] == "PENDING":
                self.ledger.settle(id, "COMPLETED" if happens() else "DECLINED")

    def expire_unfinished(self):
        with self.ledger.lock:
            self.ledger.expire_unfinished()

    def fail_refunds(self, happens):
        for id, refund in list(self.ledger.refunds.items()):
            if refund["status"] == "COMPLETED" and happens():
                self.ledger.fail_refund(id)

    def dispute(self, payment):
        part = self.random.choice((None, {"currency_code": payment.currency, "value": "3.00"}))
        entry = self.books().get(payment.key)
        with self.ledger.lock:
            if entry and entry["left"]:
                self.ledger.dispute(entry["captures"][0], part)

    def decide_disputes(self, happens):
        with self.ledger.lock:
            for id in list(self.ledger.disputes.rows):
                self.ledger.disputes.resolve(id, BUYER if happens() else SELLER)

    def win_lost_disputes(self, happens):
        with self.ledger.lock:
            for id, row in list(self.ledger.disputes.rows.items()):
                if row["dispute_outcome"]["outcome_code"] == BUYER and happens():
                    self.ledger.disputes.resolve(id, SELLER)

    def send_back(self, payment, amount):
        ledger = self.ledger
        money = {"currency_code": payment.currency, "value": f"{amount:.2f}"}
        with ledger.lock:
            for id in self.books().get(payment.key, {"captures": []})["captures"]:
                if ledger.captures[id]["status"] in ("COMPLETED", "PARTIALLY_REFUNDED"):
                    ledger.refund(id, {"amount": money})

    def enter_card(self, method, how):
        self.ledger.save_account(method.session, how)
        return {}

    def vanish(self, method):
        self.ledger.delete_token(method.token)

    def entries(self):
        return self.books()
