"""A total is its lines and adjustments: both change together later, and the database checks it."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from core.lifecycle import move
from delivery.services import UNCLAIMED_AFTER
from orders.adjusting import AdjustmentRefused, adjust
from orders.models import Adjustment, Order, OrderLine
from orders.pricing import Phase, PriceChange
from orders.statuses import Status
from payments.gateways.base import PaymentOutcome
from payments.models import Refund
from payments.recording import record_outcome
from payments.refunds import refund_part
from payments.services import start_payment
from tests.factories import OrderFactory, add_line, place
from tests.racing import together


@pytest.fixture
def order(ann, store):
    """Noodles of 9,000 and tea of 1,000, fetched."""
    order = OrderFactory(customer=ann, store=store, fulfilment="pickup")
    add_line(order, "Tea", Decimal(1000))
    order.refresh_from_db()
    return order


def free_delivery(pricing):
    return [PriceChange("coupon", Decimal(-3000), source="coupon:RIDE", fee="delivery_fee")]


def accepted(ann, noodles):
    """A delivery that is paid, accepted, and finds no rider."""
    order = place(ann, noodles)
    start_payment(order, "sandbox")
    payment = order.payments.get()
    outcome = PaymentOutcome("captured", payment.key, order.total, order.currency)
    record_outcome(payment, outcome)
    order.refresh_from_db()
    move(order, "accept", by=noodles.store.owner, minutes=20)
    return order


def let_customer_pick_up(order):
    later = timezone.now() + UNCLAIMED_AFTER
    move(order, "turn_into_pickup", by=order.store.owner, now=later)
    order.refresh_from_db()


@transaction.atomic
def committed(write, order):
    """Write, and check what is checked at the commit."""
    write(order)
    connection.check_constraints()


def discounts(order):
    return list(order.lines.values_list("discount", flat=True))


def test_adjusting_changes_total_and_shares_together(order):
    adjust(order, "courtesy", Decimal(-2000), source="store", label="Sorry!")

    order.refresh_from_db()
    [row] = order.adjustments.all()
    assert (order.total, row.amount, row.applies_to, str(row)) == (8000, -2000, "lines", "Sorry!")
    assert discounts(order) == [1800, 200]


def test_a_surcharge_falls_on_no_line(order):
    adjust(order, "wrapping", Decimal(500))

    order.refresh_from_db()
    assert (order.total, discounts(order)) == (10500, [0, 0])


def test_a_discount_falls_on_the_lines_it_is_for(order):
    tea = order.lines.get(name="Tea")

    adjust(order, "courtesy", Decimal(-1000), lines=[tea])

    assert discounts(order) == [0, 1000]


@pytest.mark.parametrize(
    ("amount", "where"), [(-10001, {}), (-1, {"fee": "delivery_fee"}), (-1, {"lines": []})]
)
def test_more_than_it_costs_is_not_taken_off(order, amount, where):
    with pytest.raises(AdjustmentRefused):
        adjust(order, "courtesy", Decimal(amount), **where)

    order.refresh_from_db()
    assert (order.total, order.adjustments.count(), discounts(order)) == (10000, 0, [0, 0])


def test_a_line_of_which_a_piece_went_back_gets_no_further_discount(order):
    OrderLine.objects.filter(order=order, name="Naengmyeon").update(refunded=1)

    adjust(order, "courtesy", Decimal(-1000))

    assert discounts(order) == [0, 1000]
    with pytest.raises(AdjustmentRefused):
        adjust(order, "courtesy", Decimal(-1))


@pytest.mark.django_db(transaction=True)
def test_adjustments_at_the_same_moment_all_count(order):
    def take_off():
        return adjust(Order.objects.get(pk=order.pk), "courtesy", Decimal(-1000))

    together(*[take_off] * 5)

    order.refresh_from_db()
    assert (order.total, sum(discounts(order))) == (5000, 5000)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda order: Order.objects.filter(pk=order.pk).update(total=F("total") - 1),
        lambda order: Order.objects.filter(pk=order.pk).update(subtotal=1),
        lambda order: order.adjustments.create(kind="delivery_fee", amount=3000),
        lambda order: Adjustment.objects.filter(order=order).update(amount=-1),
        lambda order: Adjustment.objects.filter(order=order).update(applies_to=""),
        lambda order: Adjustment.objects.filter(order=order).delete(),
        lambda order: order.lines.update(discount=0),
        lambda order: order.lines.update(total=F("total") * 2, quantity=F("quantity") * 2),
        lambda order: order.lines.create(name="Rice", unit_price=1, quantity=1, total=1),
        lambda order: order.lines.all()[0].delete(),
        lambda order: order.lines.update(order=OrderFactory()),
    ],
)
def test_not_even_raw_sql_makes_a_total_that_does_not_add_up(order, tamper):
    adjust(order, "courtesy", Decimal(-2000))

    with pytest.raises(IntegrityError, match="does not add up"):
        committed(tamper, order)


def test_an_order_without_its_lines_is_refused(order):
    copy = Order(
        customer=order.customer, store=order.store, subtotal=1, total=1, pay_by=order.pay_by
    )

    with pytest.raises(IntegrityError, match="does not add up"):
        committed(Order.save, copy)


def test_no_line_is_discounted_beyond_its_price(order):
    with pytest.raises(IntegrityError, match="line_discount_in_range"), transaction.atomic():
        order.lines.update(discount=9001)


def test_a_delivery_fee_that_a_coupon_paid_does_not_go_back(ann, noodles, price_with):
    price_with(free_delivery, Phase.FEE)
    order = accepted(ann, noodles)

    let_customer_pick_up(order)

    assert (order.total, order.fulfilment, Refund.objects.count()) == (9000, "pickup", 0)
    assert order.delivery.fee == 3000  # the rider's pay would have been the same


def test_of_a_delivery_fee_that_was_partly_discounted_the_paid_part_goes_back(
    ann, noodles, price_with
):
    price_with(
        lambda _pricing: [PriceChange("coupon", Decimal(-1000), fee="delivery_fee")], Phase.FEE
    )
    price_with(lambda _pricing: [PriceChange("coupon", Decimal(-4000))], Phase.ORDER_DISCOUNT)
    order = accepted(ann, noodles)

    let_customer_pick_up(order)

    assert (order.total, Refund.objects.get().amount) == (5000, 2000)


def test_the_delivery_fee_goes_back_although_a_piece_was_refunded_before(ann, noodles):
    order = accepted(ann, noodles)
    line = order.lines.get()
    refund_part(order, Decimal(0), reason="Cold", by=noodles.store.owner, pieces=[(line, 1)])

    let_customer_pick_up(order)

    assert [refund.amount for refund in Refund.objects.order_by("pk")] == [9000, 3000]
    assert order.status == Status.ACCEPTED
