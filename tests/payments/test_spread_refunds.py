"""Pieces, amounts and refunds in a dashboard, in whatever order: they end at what was paid."""

from decimal import Decimal
from itertools import count

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.lifecycle import move
from core.money import apportion, from_minor, to_minor
from delivery.services import UNCLAIMED_AFTER
from orders.adjusting import add_shares
from orders.models import Order, OrderLine
from payments.gateways.base import PaymentOutcome, Returned
from payments.models import Payment
from payments.recording import record_outcome
from payments.refunds import RefundRefused, refund_part, refundable
from payments.services import start_payment
from tests.factories import OrderFactory, add_line, paid_for, place
from tests.racing import losers, together

numbers = count(1)


@pytest.fixture
def order(ann, noodles):
    """Two bowls of 9,000 and the delivery of 3,000, paid: 21,000."""
    order = place(ann, noodles, quantity=2)
    start_payment(order, "sandbox")
    dashboard(order, ())
    return Order.objects.get(pk=order.pk)


def dashboard(order, returned):
    payment = order.payments.get()
    paid = {"reference": payment.key, "amount": payment.amount, "currency": order.currency}
    record_outcome(payment, PaymentOutcome("captured", **paid, returned=returned))


def back(order, amount, by, **more):
    return refund_part(order, Decimal(amount), reason="Cold", by=by, **more)


def credited(order):
    return [line.credited for line in order.lines.all()]


def test_an_amount_falls_on_lines_and_fees_in_proportion(order, bea):
    back(order, 7000, bea)

    assert credited(order) == [6000]  # 18,000 of 21,000


def test_a_piece_of_a_credited_line_is_worth_its_part_of_what_is_left(order, bea):
    back(order, 7000, bea)
    line = order.lines.get()

    [first] = back(order, 0, bea, pieces=[(line, 1)])
    [second] = back(order, 0, bea, pieces=[(line, 1)])

    assert (first.amount, second.amount, refundable(order)) == (6000, 6000, 2000)


def test_pieces_after_a_refund_in_the_dashboard_never_exceed_what_was_paid(order, bea):
    dashboard(order, (Returned("re_1", Decimal(20_000)),))

    [rest] = back(order, 0, bea, pieces=[(order.lines.get(), 2)])

    assert (rest.amount, refundable(order)) == (857, 143)  # 143 of the delivery are left


def test_a_repeated_report_of_the_dashboard_is_spread_once(order):
    for _message in range(2):
        dashboard(order, (Returned("re_1", Decimal(7000)),))

    assert credited(order) == [6000]


def test_what_the_dashboard_sends_of_an_owed_refund_is_not_spread_again(order, bea):
    back(order, 7000, bea)
    dashboard(order, (Returned("re_1", Decimal(21_000)),))

    assert credited(order) == [18_000]


def test_a_cancelled_order_is_credited_in_full(order, ann):
    move(order, "cancel", by=ann)

    assert [line.refundable for line in order.lines.all()] == [0]


def test_a_delivery_that_becomes_a_pickup_returns_what_is_left_of_its_fee(order, bea):
    back(order, 7000, bea)  # 1,000 of it for the delivery
    move(order, "accept", by=bea, minutes=20)
    move(order, "turn_into_pickup", by=bea, now=timezone.now() + UNCLAIMED_AFTER)

    assert refundable(order) == 12_000 == order.lines.get().refundable


def test_the_form_says_what_is_left_of_a_credited_line(client, order, bea):
    back(order, 7000, bea)
    client.force_login(bea)

    assert (
        "₩12,000 left to refund" in client.get(reverse("payments:refund", args=[order.number])).text
    )


def test_not_even_raw_sql_credits_more_than_was_paid(order):
    with pytest.raises(IntegrityError, match="line_credited_in_range"), transaction.atomic():
        order.lines.update(credited=18_001)


def sold(seller, lines, off, fee, currency):
    """A paid order of these lines, (price, quantity) each, with a discount and a fee; all in minor units."""
    money = [(from_minor(price, currency), number) for price, number in lines]
    costs = [price * number for price, number in money]
    shares = apportion(min(from_minor(off, currency), sum(costs)), costs, currency)
    fee = from_minor(fee, currency)
    order = Order.objects.create(
        store=seller, email="ann@example.com", phone="010", guest_key=f"key{next(numbers)}",
        fulfilment="delivery", currency=currency, subtotal=sum(costs), status="pending",
        total=sum(costs) + fee - sum(shares), pay_by=timezone.now(),
    )  # fmt: skip
    rows = [
        OrderLine(
            order=order, name="Dish", unit_price=price, quantity=number, total=cost, discount=share
        )
        for (price, number), cost, share in zip(money, costs, shares, strict=True)
    ]
    OrderLine.objects.bulk_create(rows)
    order.adjustments.create(kind="delivery_fee", amount=fee)
    if sum(shares):
        discount = order.adjustments.create(kind="coupon", applies_to="lines", amount=-sum(shares))
        add_shares(discount, rows, shares)
    return paid_for(order)


def refund_something(order, data, by):
    """Pieces with or without an amount, or whatever the dashboard sends."""
    left = to_minor(refundable(order), order.currency)
    if data.draw(st.booleans(), "in the dashboard"):
        amount = from_minor(data.draw(st.integers(1, left + 3)), order.currency)
        dashboard(order, (Returned(f"re_{next(numbers)}", amount),))
        return
    lines = [line for line in order.lines.all() if line.unrefunded]
    pieces = [(line, data.draw(st.integers(0, line.unrefunded))) for line in lines]
    worth = sum((line.value_of_next(number) for line, number in pieces), Decimal(0))
    most = left - to_minor(worth, order.currency)
    assert most >= 0
    besides = from_minor(data.draw(st.integers(0, most)), order.currency)
    if worth + besides:
        back(order, besides, by, pieces=pieces)


MINOR = st.integers(0, 3000)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    lines=st.lists(st.tuples(MINOR, st.integers(1, 7)), min_size=1, max_size=4),
    off=MINOR,
    fee=st.integers(1, 900),
    currency=st.sampled_from(["KRW", "JPY", "USD", "EUR"]),
    data=st.data(),
)
def test_any_order_of_refunds_ends_at_what_was_paid(store, bea, lines, off, fee, currency, data):
    with transaction.atomic():
        order = sold(store, lines, off, fee, currency)
        for _step in range(data.draw(st.integers(1, 6))):
            if refundable(order):
                refund_something(order, data, bea)
            left = [line.refundable for line in order.lines.all()]
            assert min(left) >= 0
            assert sum(left) <= refundable(order)
        if refundable(order):
            back(order, refundable(order), bea)

        assert [line.refunded_value for line in order.lines.all()] == [
            line.paid for line in order.lines.all()
        ]
        assert Payment.objects.get(order=order).refunded == order.total
        transaction.set_rollback(True)


def test_a_line_that_was_credited_in_full_has_pieces_worth_nothing(order, bea):
    back(order, 21_000, bea)

    with pytest.raises(RefundRefused):
        back(order, 0, bea, pieces=[(order.lines.get(), 1)])


def test_lines_bear_an_amount_by_the_largest_remainder(ann, store, bea):
    order = OrderFactory(customer=ann, store=store, fulfilment="pickup", total=Decimal(1000))
    for name in ("Tea", "Cake"):
        add_line(order, name, Decimal(1000))
    back(paid_for(Order.objects.get(pk=order.pk)), 1000, bea)

    assert credited(order) == [334, 333, 333]


@pytest.mark.django_db(transaction=True)
def test_pieces_and_the_dashboard_at_the_same_moment_end_at_what_was_paid(order, bea):
    line = order.lines.get()
    pieces = [(line, 1)]
    sent = (Returned("re_1", Decimal(7000)),)

    results = together(
        lambda: back(order, 0, bea, pieces=pieces),
        lambda: dashboard(Order.objects.get(pk=order.pk), sent),
        lambda: back(order, 1000, bea),
    )

    assert losers(results) == []
    line.refresh_from_db()
    assert 0 <= line.refundable <= refundable(order)
    back(order, refundable(order), bea)
    line.refresh_from_db()
    assert (line.refundable, order.payments.get().refunded) == (0, 21_000)
