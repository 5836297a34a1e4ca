"""Refunds in the provider's dashboard while one of ours is owed: the payer gets each won once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.lifecycle import move
from core.reasons import words_of
from orders.models import Order
from payments.lifecycle import RefundStatus
from payments.refunds import refund_part, send_due_refunds


@pytest.fixture
def dashboard(stripe_stub, paid):
    """`dashboard(amount)`: a refund of that amount there, of which no message reaches us."""
    return lambda amount: stripe_stub.books_of.refund(
        {"payment_intent": paid.reference, "amount": str(amount)}
    )


def rows(payment):
    payment.refresh_from_db()
    return payment.refunded, sorted(payment.refunds.values_list("amount", "status"))


def test_what_is_owed_shrinks_by_what_the_dashboard_sent(paid, dashboard, bea, stripe_stub):
    move(paid.order, "reject", by=bea, note="Sold out")
    dashboard(5000)

    send_due_refunds()  # Stripe refuses, and then reports its refunds

    assert rows(paid) == (12000, [(5000, RefundStatus.SENT), (7000, RefundStatus.OWED)])
    send_due_refunds(timezone.now() + timedelta(hours=1))
    assert rows(paid) == (12000, [(5000, RefundStatus.SENT), (7000, RefundStatus.SENT)])
    assert stripe_stub.books()[paid.key]["refunded"] == 12000


def test_the_customer_reads_of_it_in_the_language_they_ordered_in(paid, dashboard, bea):
    Order.objects.update(language="ko")
    refund_part(paid.order, Decimal(4000), reason="Cold", by=bea)
    dashboard(12000)

    send_due_refunds()

    assert words_of(paid.refunds.get(amount=8000).reason, "ko") == "결제사에서 환불했어요."


def test_what_is_owed_is_sent_where_the_dashboard_sent_all(paid, dashboard, bea):
    refund_part(paid.order, Decimal(4000), reason="Cold", by=bea)
    dashboard(12000)

    send_due_refunds()

    assert rows(paid) == (12000, [(4000, RefundStatus.SENT), (8000, RefundStatus.SENT)])


def test_parts_of_both_are_sent_where_there_is_enough(paid, dashboard, bea, stripe_stub):
    refund_part(paid.order, Decimal(4000), reason="Cold", by=bea)
    dashboard(3000)

    send_due_refunds()

    assert stripe_stub.books()[paid.key]["refunded"] == 7000
    assert rows(paid) == (4000, [(4000, RefundStatus.SENT)])
