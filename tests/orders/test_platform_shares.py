"""What the platform pays of a discount: stored with the order, and less after refunds."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import User
from core.lifecycle import move
from orders.adjusting import adjust
from orders.models import AdjustmentShare, Order
from orders.platform_shares import platform_pays, platform_pays_in_sql, platform_share
from orders.pricing import Phase, PriceChange
from payments.gateways.base import PaymentOutcome
from payments.recording import record_outcome
from payments.refunds import refund_part
from payments.services import start_payment
from tests.factories import place


def half_by_the_platform(amount, **fields):
    return lambda _pricing: [
        PriceChange("coupon", Decimal(-amount), "coupon:S", platform_percent=50, **fields)
    ]


@pytest.fixture
def order(ann, noodles, price_with):
    """Two bowls of 9,000 for 15,001, and their delivery; the platform pays half of the rest."""
    price_with(half_by_the_platform(2999, label="Spring"), Phase.ORDER_DISCOUNT)
    return paid(place(ann, noodles, quantity=2))


def paid(order):
    start_payment(order, "sandbox")
    payment = order.payments.get()
    record_outcome(payment, PaymentOutcome("captured", payment.key, order.total, order.currency))
    return fresh(order)


def fresh(order):
    return Order.objects.select_related("store").get(pk=order.pk)


def still_paid(order):
    """By the rule, and by its twin in SQL."""
    order = fresh(order)
    [in_sql] = Order.objects.filter(pk=order.pk).values_list(platform_pays_in_sql(), flat=True)
    assert in_sql == platform_pays(order, platform_share(order.adjustments.all()))
    return in_sql


def test_its_share_is_rounded_once_and_stored(order):
    [off] = order.adjustments.filter(kind="coupon")

    assert (off.amount, off.platform_share, str(off)) == (-2999, 1500, "Spring")
    assert still_paid(order) == 1500


def test_each_line_has_its_share_of_each_discount(order):
    rows = AdjustmentShare.objects.values_list("adjustment__source", "line__name", "amount")

    assert list(rows) == [("coupon:S", "물냉면", 2999)]


def test_a_partial_refund_lowers_it_by_a_floor_and_a_full_one_to_nothing(order, bea):
    refund_part(order, Decimal(1), reason="Cold", by=bea)
    first = still_paid(order)
    refund_part(order, Decimal(9000), reason="Cold", by=bea)
    second = still_paid(order)
    refund_part(order, Decimal(9000), reason="Cold", by=bea)

    assert (first, second, still_paid(order)) == (1500, 750, 0)


def test_a_cancelled_order_costs_it_nothing_even_if_the_coupons_covered_all(
    ann, noodles, price_with
):
    price_with(half_by_the_platform(50_000), Phase.ORDER_DISCOUNT)
    order = place(ann, noodles, fulfilment="pickup")
    start_payment(order, "sandbox")
    before = still_paid(order)

    move(fresh(order), "cancel", by=ann)

    assert (before, still_paid(order)) == (4500, 0)


def test_a_discount_after_the_order_has_shares_too(order):
    off = adjust(order, "courtesy", Decimal(-1000), platform_percent=100)

    assert (off.platform_share, off.shares.get().amount) == (1000, 1000)
    assert still_paid(order) == 2500


def test_the_owner_reads_it_and_the_buyer_does_not(client, order, ann, bea):
    refund_part(order, Decimal(9001), reason="Cold", by=bea)
    client.force_login(bea)
    page = client.get(reverse("orders:sold-order", args=[order.number])).text
    client.force_login(ann)
    theirs = client.get(order.get_absolute_url()).text

    sentence = "Of the discounts the platform pays ₩750; it was ₩1,500 before money went back."
    assert sentence in page
    assert "platform" not in theirs


def test_takings_file_and_admin_count_it(client, order, bea):
    Order.objects.filter(pk=order.pk).update(fulfilment="pickup")
    for verb, details in (("accept", {"minutes": 5}), ("prepare", {}), ("complete", {})):
        move(fresh(order), verb, by=bea, **details)
    client.force_login(bea)
    sold = client.get(reverse("orders:sold")).text
    file = client.get(reverse("orders:sold-download")).getvalue().decode().removeprefix("\ufeff")
    [row] = csv.DictReader(io.StringIO(file))
    client.force_login(User.objects.create_superuser("boss@example.com"))
    admin = client.get(reverse("admin:orders_order_change", args=[order.pk])).text

    assert "The platform pays ₩1,500 of the discounts" in sold
    assert row["Paid by the platform"] == "1500.00"
    assert any("Spring ₩2,999 off" in text for text in row.values())
    assert "₩1,500" in admin


def test_the_buyers_file_does_not_name_it(client, order, ann):
    client.force_login(ann)

    assert "platform" not in client.get(reverse("orders:download")).getvalue().decode()


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE orders_adjustment SET platform_share = 3000 WHERE kind = 'coupon'",
        "UPDATE orders_adjustment SET platform_share = -1 WHERE kind = 'coupon'",
        "UPDATE orders_adjustment SET platform_share = 1 WHERE kind = 'delivery_fee'",
        "UPDATE orders_adjustmentshare SET amount = amount - 1",
        "DELETE FROM orders_adjustmentshare",
        "INSERT INTO orders_adjustmentshare (adjustment_id, line_id, amount)"
        " SELECT a.id, l.id, 1 FROM orders_adjustment a, orders_orderline l WHERE a.kind = 'delivery_fee'",
    ],
)
def test_not_even_raw_sql_makes_shares_that_do_not_add_up(order, wrong):
    with pytest.raises(IntegrityError):
        committed(wrong)


@transaction.atomic
def committed(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
    connection.check_constraints()
