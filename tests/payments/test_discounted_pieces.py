"""A refunded piece is worth what was paid for it: its price less its share of the discounts."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.currencies import minor_digits
from core.money import from_minor, to_minor
from orders.models import Order, OrderLine
from orders.pricing import Phase, PriceChange
from payments.gateways.base import PaymentOutcome
from payments.models import Refund
from payments.recording import record_outcome
from payments.refunds import RefundRefused, refund_part
from payments.services import start_payment
from tests.factories import place
from tests.racing import losers, together


@pytest.fixture
def order(ann, noodles, price_with):
    """Three bowls of 9,000 for 25,000, and the delivery for nothing, paid."""
    free = PriceChange("coupon", Decimal(-3000), fee="delivery_fee")
    price_with(lambda _pricing: [PriceChange("coupon", Decimal(-2000))], Phase.ORDER_DISCOUNT)
    price_with(lambda _pricing: [free], Phase.FEE)
    order = place(ann, noodles, quantity=3)
    start_payment(order, "sandbox")
    payment = order.payments.get()
    record_outcome(payment, PaymentOutcome("captured", payment.key, order.total, order.currency))
    return order


@pytest.fixture
def line(order):
    return order.lines.get()


def one_back(line, by, **more):
    order = Order.objects.get(pk=line.order_id)
    pieces = [(line, 1)]
    return refund_part(order, Decimal(0), reason="Cold", by=by, pieces=pieces, **more)


def owed():
    return list(Refund.objects.order_by("pk").values_list("amount", flat=True))


@given(
    quantity=st.integers(1, 200),
    price=st.integers(0, 10**6),
    taken=st.integers(0, 10**9),
    currency=st.sampled_from(["KRW", "USD"]),
    data=st.data(),
)
def test_the_values_of_all_pieces_add_up_to_what_was_paid(quantity, price, taken, currency, data):
    unit = Decimal(price).scaleb(-minor_digits(currency))
    off = Decimal(min(taken, price * quantity)).scaleb(-minor_digits(currency))
    line = OrderLine(
        order=Order(currency=currency), quantity=quantity, total=unit * quantity, discount=off
    )

    values = []
    while line.unrefunded:
        count = data.draw(st.integers(1, line.unrefunded))
        values.append(line.value_of_next(count))
        line.refunded += count
        minor = to_minor(line.paid, currency) * line.refunded // quantity
        assert line.refunded_value == sum(values) == from_minor(minor, currency)

    assert sum(values) == line.paid
    assert min(values) >= 0


def test_a_line_without_a_discount_is_worth_its_price_in_whatever_parts(line):
    line.discount = Decimal(0)

    assert [line.value_of_next(count) for count in (1, 2, 3)] == [9000, 18000, 27000]


def test_pieces_one_by_one_give_back_exactly_what_was_paid(line, bea):
    for _piece in range(3):
        one_back(line, bea)

    assert owed() == [8333, 8333, 8334]
    assert line.order.payments.get().refunded == 25000


def test_a_piece_is_not_refunded_at_its_price_as_listed(line, bea):
    with pytest.raises(RefundRefused, match="At most ₩25,000"):
        refund_part(line.order, Decimal(1), reason="Cold", by=bea, pieces=[(line, 3)])


def test_a_double_click_is_one_refund_although_the_next_piece_is_worth_another_amount(
    client, line, bea
):
    client.force_login(bea)
    url = reverse("payments:refund", args=[line.order.number])
    token = re.search(r'name="token" value="([^"]+)"', client.get(url).content.decode())[1]
    filled = {"token": token, "reason": "Cold", f"line_{line.pk}": "1"}

    pages = [client.post(url, filled, follow=True).content.decode() for _click in range(2)]

    assert owed() == [8333]
    assert all("₩8,333 goes back to the customer." in page for page in pages)


def test_the_last_piece_pressed_twice_is_one_refund(client, line, bea):
    one_back(line, bea)
    client.force_login(bea)
    filled = {"token": str(uuid4()), "reason": "Cold", f"line_{line.pk}": "2"}
    url = reverse("payments:refund", args=[line.order.number])

    answers = [client.post(url, filled).status_code for _click in range(2)]

    assert (answers, owed()) == ([302, 302], [8333, 16667])


def test_the_form_says_what_was_taken_off_a_line(client, line, bea):
    client.force_login(bea)

    page = client.get(reverse("payments:refund", args=[line.order.number])).content.decode()

    assert "₩2,000 off" in page


def test_the_timeline_names_pieces_and_what_went_back_besides(client, ann, line, bea):
    refund_part(line.order, Decimal(500), reason="Cold", by=bea, pieces=[(line, 1)])
    client.force_login(ann)

    page = client.get(line.order.get_absolute_url()).content.decode()

    assert "₩8,833 goes back: 1 × 물냉면, ₩500" in page


@pytest.mark.django_db(transaction=True)
def test_pieces_refunded_at_the_same_moment_are_each_worth_their_part(line, bea):
    results = together(*[lambda: one_back(line, bea)] * 4)

    assert [type(loser) for loser in losers(results)] == [RefundRefused]
    assert sorted(owed()) == [8333, 8333, 8334]
