"""The stub of Stripe, with every fault it simulates."""

from datetime import timedelta

from bench.payments_faults import Faulty
from devtools.stubs.stripe import StripeStub
from devtools.stubs.stripe.amounts import Refused

FAILURES = ("unknown", "lost_or_stolen_card")  # of a refund; the second is final


class FaultyStripe(Faulty, StripeStub):
    code = "stripe"
    no = Refused
    refused_cards = ("poor", "stolen", "asks")
    remembers = timedelta(hours=24)
    kinds = {
        "slow": "slow",
        "5xx": "500",
        "5xx, done": "500_after",
        "time-out": "timeout",
        "time-out, done": "timeout_after",
        "cut": "cut",
        "cut, done": "cut_after",
        "unreadable": "garbage",
        "another shape": "empty",
        "redirect": "redirect",
        "too many calls": "429",
        "still at it": "409",
    }

    def __init__(self, seed):
        super().__init__(seed)
        self.slow_seconds = 0.2

    def mode_of(self, call):
        return "ok" if call == "pay" else self.fault() or "ok"

    def news(self):
        return self.since(self.books_of.events)

    def bring(self, message, *, forged=False):
        self.webhook_url = self.webhook
        return self.post(message, "another") if forged else self.post(message)

    def is_of_refund(self, message):
        return message["type"].startswith(("charge.refunded", "charge.dispute"))

    def approve(self, payment, how="pay"):
        self.pay(payment.session, how)
        return {}

    def end_deposits(self, happens):
        books = self.books_of
        for session in books.listed("cs"):
            if session["status"] == "complete" and session["payment_status"] == "unpaid":
                (books.deposit if happens() else books.fail_deposit)(session)

    def expire_unfinished(self):
        for session in self.books_of.listed("cs"):
            if session["status"] == "open":
                self.books_of.expire(session)

    def fail_refunds(self, happens):
        for refund in self.books_of.listed("re"):
            if refund["status"] == "succeeded" and happens():
                self.books_of.fail_refund(refund["id"], self.random.choice(FAILURES))

    def dispute(self, payment):
        with self.lock:
            if self.entries().get(payment.key, {}).get("left"):
                paid = {"payment_intent": self._intent_of(payment)}
                self.books_of.dispute(paid, self.random.choice((None, 3000)))

    def decide_disputes(self, happens):
        with self.lock:
            for row in list(self.books_of.objects["du"].values()):
                self.books_of.resolve_dispute(row, "lost" if happens() else "won")

    def win_lost_disputes(self, happens):
        with self.lock:
            for row in list(self.books_of.objects["du"].values()):
                if row["status"] == "lost" and happens():
                    self.books_of.resolve_dispute(row, "won")

    def send_back(self, payment, amount):
        with self.lock:
            intent = self._intent_of(payment)
            self.books_of.refund({"payment_intent": intent, "amount": int(amount)})

    def _intent_of(self, payment):
        if not payment.is_charge:
            return self.session_of(payment)["payment_intent"]
        for intent in self.books_of.listed("pi"):
            if intent["metadata"]["payment"] == payment.key and intent["amount_received"]:
                return intent["id"]
        raise Refused(404, "No such payment_intent")

    def enter_card(self, method, how):
        self.pay(method.session, how)
        return {}

    def vanish(self, method):
        with self.lock:
            self.books_of.detach(method.token)

    def entries(self):
        return self.books()
