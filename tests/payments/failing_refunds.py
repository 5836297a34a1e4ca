"""Refunds that Stripe accepted and that the bank returns."""

import json
from decimal import Decimal

from devtools.stubs.stripe import signature
from payments.refunds import refund_part, send_due_refunds
from payments.webhooks import receive


def sent_refund(payment, by):
    """4,000 of 12,000 won that Stripe accepted."""
    [refund] = refund_part(payment.order, Decimal(4000), reason="Cold", by=by)
    send_due_refunds()
    refund.refresh_from_db()
    return refund


def deliver(stripe_stub, last=2):
    for event in stripe_stub.books_of.events[-last:]:
        body = json.dumps(event).encode()
        receive("stripe", body, {"Stripe-Signature": signature(body)})


def fail(stripe_stub, refund, reason="unknown", reported=True):
    stripe_stub.books_of.fail_refund(refund.reference, reason)
    if reported:
        deliver(stripe_stub)
    refund.refresh_from_db()
    return refund


def send_again(refund, now=None):
    send_due_refunds(now or refund.next_try_at)
    refund.refresh_from_db()


def verbs(refund):
    return list(refund.history.values_list("verb", flat=True))


def back_at_stripe(stripe_stub, payment):
    return stripe_stub.books()[payment.key]["refunded"]
