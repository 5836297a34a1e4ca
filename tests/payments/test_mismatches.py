"""Money of another amount or currency than requested: recorded, logged, and refunded as received."""

from decimal import Decimal

import pytest
from structlog.testing import capture_logs

from core.reasons import words_of
from orders.adjusting import adjust
from orders.models import Order
from payments.models import Payment
from payments.refunds import send_due_refunds
from payments.services import confirm_payment


@pytest.fixture
def pay_else(stripe_stub, stripe_payment):
    """`pay_else(amount_total=…)`: Stripe captured something other than the 12,000 won requested."""

    def pays(**taken):
        stripe_stub.session_of(stripe_payment).update(taken)
        stripe_stub.pay(stripe_payment.session)
        confirm_payment(stripe_payment, {})
        return Payment.objects.get()

    return pays


@pytest.mark.parametrize(
    ("taken", "came"),
    [
        ({"amount_total": 11000}, (Decimal(11000), "KRW")),
        ({"amount_total": 13000}, (Decimal(13000), "KRW")),
        ({"currency": "usd"}, (Decimal(120), "USD")),
        ({"currency": "usd", "amount_total": 1250}, (Decimal("12.50"), "USD")),
    ],
)
def test_a_wrong_amount_pays_nothing_and_is_refunded(pay_else, stripe_stub, taken, came):
    payment = pay_else(**taken)
    send_due_refunds()

    [entry] = stripe_stub.books().values()
    assert (payment.captured, payment.currency) == came
    assert (entry["captured"], entry["refunded"], entry["currency"]) == (came[0], *came)
    assert payment.refunds.get().status == "sent"
    assert Order.objects.get().status == "pending"


def test_the_customer_reads_why_in_the_language_they_ordered_in(pay_else, order):
    Order.objects.update(language="ko")

    payment = pay_else(amount_total=11000)

    assert words_of(payment.refunds.get().reason, "ko") == "결제된 금액이 요청한 금액과 달라요."


def test_it_is_logged(pay_else):
    with capture_logs() as logs:
        payment = pay_else(amount_total=11000)

    [line] = [line for line in logs if line["log_level"] == "warning"]
    assert (line["event"], line["payment"]) == ("another amount than asked", payment.pk)
    assert (line["asked"], line["came"]) == ("12000.00 KRW", "11000 KRW")


@pytest.mark.parametrize("change", [500, -500])
def test_what_was_asked_before_the_total_was_adjusted_pays_nothing(
    stripe_stub, stripe_payment, change
):
    adjust(stripe_payment.order, "wrapping", Decimal(change))

    stripe_stub.pay(stripe_payment.session)
    confirm_payment(stripe_payment, {})

    assert stripe_payment.refunds.get().amount == 12000
    assert Order.objects.get().status == "pending"
