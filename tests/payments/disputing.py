"""Disputes at the stub of Stripe, whose messages reach the site."""

import json
from decimal import Decimal

from devtools.stubs.stripe import signature
from payments.gateways.disputes import ReportedDispute
from payments.models import Dispute
from payments.webhooks import receive


class Disputing:
    """The payer of one payment disputes it."""

    def __init__(self, stub, payment):
        self.stub, self.payment = stub, payment
        self.seen = len(stub.books_of.events)

    def open(self, amount=None, status="needs_response"):
        session = self.stub.session_of(self.payment)
        self.row = self.stub.books_of.dispute(session, amount, status)
        return self.deliver()

    def end(self, status):
        self.stub.books_of.resolve_dispute(self.row, status)
        return self.deliver()

    def deliver(self, order=list):
        news = order(self.stub.books_of.events[self.seen :])
        self.seen += len(news)
        for event in news:
            deliver(event)
        self.payment.refresh_from_db()
        return Dispute.objects.get(reference=self.row["id"])


def deliver(event):
    body = json.dumps(event).encode()
    return receive("stripe", body, {"Stripe-Signature": signature(body)})


def reported(result, amount=5000, now=None, **fields):
    """A report about a payment in KRW, of which nothing need exist at a provider."""
    amount = Decimal(amount)
    fields = {"currency": "KRW", "lost": amount, "opened_at": now, **fields}
    return ReportedDispute("du_1", result, amount, **fields)


def verbs(row):
    return list(row.history.values_list("verb", flat=True))
