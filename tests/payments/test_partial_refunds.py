from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.lifecycle import move
from payments.gateways.base import PaymentOutcome, Returned
from payments.models import Payment, Refund
from payments.recording import record_outcome
from payments.refunds import RefundRefused, refund_part, refundable, send_due_refunds
from payments.services import start_payment
from tests.factories import place
from tests.racing import losers, together

ROUNDS = 10


@pytest.fixture
def order(ann, noodles, settings):
    """Two bowls and the delivery: 21,000 won, paid."""
    settings.ALLOW_SANDBOX_PAYMENTS = True
    order = place(ann, noodles, quantity=2)
    start_payment(order, "sandbox")
    payment = order.payments.get()
    record_outcome(payment, PaymentOutcome("captured", payment.key, order.total, order.currency))
    order.refresh_from_db()
    return order


def back(order, amount, by, reason="One bowl was cold"):
    return refund_part(order, Decimal(amount), reason=reason, by=by)


def owed():
    return list(Refund.objects.order_by("pk").values_list("amount", flat=True))


def captured(order, **changes):
    payment = order.payments.get()
    fields = {"reference": payment.reference, "amount": order.total, "currency": "KRW"} | changes
    return record_outcome(payment, PaymentOutcome("captured", **fields))


def test_a_part_goes_back_and_the_rest_can_go_later(order, bea):
    back(order, 9000, bea)
    assert refundable(order) == 12000

    back(order, 12000, bea)
    assert (refundable(order), owed()) == (0, [9000, 12000])


@pytest.mark.parametrize("amount", [21001, 0, -1, "0.5"])
def test_an_amount_that_cannot_go_back_is_refused(order, bea, amount):
    with pytest.raises(RefundRefused):
        back(order, amount, bea)
    assert owed() == []


def test_a_reason_is_needed(order, bea):
    with pytest.raises(RefundRefused, match="reason"):
        back(order, 1, bea, reason="  ")


def test_only_the_store_sends_money_back(order, ann, dan):
    for person in (ann, dan):
        with pytest.raises(RefundRefused, match="may not"):
            back(order, 1, person)


def test_calling_the_order_off_sends_back_only_the_rest(order, bea):
    back(order, 9000, bea)
    move(order, "accept", by=bea, minutes=20)
    move(order, "cancel_by_store", by=bea, note="The stove broke")

    assert owed() == [9000, 12000]


def test_not_even_raw_sql_sends_more_back_than_came(order):
    with pytest.raises(IntegrityError, match="no_more_back_than_came"), transaction.atomic():
        Payment.objects.update(refunded=21001)


def test_a_refund_of_the_dashboard_becomes_one_of_ours_once(order):
    returned = (Returned("re_1", Decimal(5000)),)
    captured(order, returned=returned)
    captured(order, returned=returned)

    [refund] = Refund.objects.all()
    assert (refund.amount, refund.status, refund.reference) == (5000, "sent", "re_1")
    assert refundable(order) == 16000


def test_a_refund_noted_as_sent_is_not_sent_twice(order, bea):
    back(order, 9000, bea)
    captured(order, returned=(Returned("re_1", Decimal(9000)),))

    assert [(r.status, r.reference) for r in Refund.objects.all()] == [("sent", "re_1")]
    assert send_due_refunds() == 0


def test_more_returned_than_came_is_no_error(order):
    captured(order, returned=(Returned("re_1", Decimal(99000)),))

    assert owed() == [21000]


@pytest.mark.django_db(transaction=True)
def test_two_parts_that_together_exceed_the_rest_end_in_one(order, bea):
    for _round in range(ROUNDS):
        left = refundable(order)
        if left < 2:
            break
        part = int(left / 2) + 1

        results = together(lambda p=part: back(order, p, bea), lambda p=part: back(order, p, bea))

        assert [type(each) for each in losers(results)] == [RefundRefused]
    assert sum(owed()) <= 21000
