"""Owners' sales and customers' payments are shown less refunds."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from orders.models import Order
from orders.statuses import Status
from payments.gateways.base import PaymentOutcome
from payments.models import Refund
from payments.recording import record_outcome
from payments.refunds import refund_part, send_due_refunds
from payments.refunds.failing import mark_failed
from payments.services import start_payment
from tests.factories import OrderFactory, UserFactory, paid_for, place

SOLD, SOLD_CSV, BOUGHT = "/shop/orders/", "/shop/orders/sold.csv", "/orders/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def boss(db):
    return UserFactory(is_staff=True, is_superuser=True)


def pay(order, **captured):
    """Captures its money; `captured` overrides fields of the outcome."""
    start_payment(order, "sandbox")
    payment = order.payments.get()
    fields = {"amount": order.total, "currency": "KRW", "reference": payment.key} | captured
    record_outcome(payment, PaymentOutcome("captured", **fields))
    order.refresh_from_db()
    return order


@pytest.fixture
def order(ann, noodles):
    """A bowl of 9,000 and the delivery, 12,000 in all, paid."""
    return pay(place(ann, noodles))


@pytest.fixture
def collected(ann, noodles):
    """`collected()`: a paid bowl of 9,000, picked up."""

    def collects():
        order = pay(place(ann, noodles, fulfilment="pickup"))
        for verb, details in (("accept", {"minutes": 20}), ("prepare", {}), ("complete", {})):
            move(order, verb, by=order.store.owner, **details)
        return order

    return collects


def back(order, amount):
    refunds = refund_part(order, Decimal(amount), reason="Cold", by=order.store.owner)
    order.refresh_from_db()
    return refunds


def sums_of(order):
    return order.paid, order.refunded


def text_of(response):
    return response.content.decode()


def page_for(client, user, path, **more):
    client.force_login(user)
    return client.get(path, **more)


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def test_an_order_knows_what_came_and_what_went_back(order):
    assert sums_of(order) == (12000, 0)

    back(order, 4000)

    assert sums_of(order) == (12000, 4000)


def test_a_fee_taken_off_counts_as_sent_back(order, bea):
    move(order, "accept", by=bea, minutes=20)
    move(order, "turn_into_pickup", by=bea, now=timezone.now() + timedelta(hours=1))

    order.refresh_from_db()
    assert (order.total, sums_of(order)) == (9000, (12000, 3000))


def test_what_came_in_another_currency_counts_in_neither_sum(ann, noodles):
    order = pay(place(ann, noodles), currency="USD")

    assert Refund.objects.get().amount == 12000
    assert sums_of(order) == (0, 0)


def test_the_sums_follow_raw_sql_too(order):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE payments_payment SET refunded = 500 WHERE order_id = %s", [order.pk])

    order.refresh_from_db()
    assert sums_of(order) == (12000, 500)


def test_the_migration_sums_up_what_was_paid_before_it(order):
    back(order, 4000)
    Order.objects.update(paid=0, refunded=0)
    fill = import_module("payments.migrations.0014_sums_so_far").fill

    fill(None, SimpleNamespace(connection=connection))

    order.refresh_from_db()
    assert sums_of(order) == (12000, 4000)


def test_takings_are_net_of_what_went_back(client, bea, collected):
    back(collected(), 4000)
    collected()

    response = page_for(client, bea, SOLD)

    [row] = response.context["sums"]
    assert (row["orders"], row["gross"], row["back"], row["net"]) == (2, 18000, 4000, 14000)
    assert "2 completed for ₩18,000 − ₩4,000 refunded = ₩14,000" in text_of(response)


def test_takings_without_refunds_are_one_sum(client, bea, collected):
    collected()

    assert "1 completed for ₩9,000</span>" in text_of(page_for(client, bea, SOLD))


def test_both_downloads_have_what_came_and_what_went_back(client, ann, bea, collected):
    back(collected(), 4000)

    for reader, path in ((bea, SOLD_CSV), (ann, reverse("orders:download"))):
        [row] = rows_of(page_for(client, reader, path))
        found = row["Total"], row["Paid"], row["Refunded"], row["Paid less refunded"]
        assert found == ("9000.00", "9000.00", "4000.00", "5000.00")


def test_lists_show_the_state_of_refunds(client, ann, bea, boss, order):
    [refund] = back(order, 9000)
    on_its_way = [text_of(page_for(client, *at)) for at in ((ann, BOUGHT), (bea, SOLD))]
    mark_failed(refund, "The account is closed", timezone.now())
    failed = [text_of(page_for(client, *at)) for at in ((ann, BOUGHT), (bea, SOLD))]
    move(refund, "retry", by=boss)
    send_due_refunds()
    sent = [text_of(page_for(client, *at)) for at in ((ann, BOUGHT), (bea, SOLD))]

    assert all("₩9,000: refund on its way" in page for page in on_its_way)
    assert all("₩9,000: refund could not be sent yet" in page for page in failed)
    assert all("₩9,000 refunded" in page for page in sent)


def test_an_open_list_learns_that_money_went_back(client, ann, order):
    shown = text_of(page_for(client, ann, BOUGHT, headers=HTMX))
    address = re.search(r'id="orders" hx-get="([^"]+)"', shown)[1].replace("&amp;", "&")

    before = client.get(address, headers=HTMX)
    back(order, 9000)
    after = client.get(address, headers=HTMX)

    assert (before.status_code, after.status_code) == (204, 200)


def test_a_cancelled_order_shows_where_its_money_is(client, ann, order):
    assert "notice-success" in text_of(page_for(client, ann, order.get_absolute_url()))
    move(order, "cancel", by=ann)

    under_way = text_of(client.get(order.get_absolute_url()))
    listed = text_of(client.get(BOUGHT))
    send_due_refunds()
    sent = text_of(client.get(order.get_absolute_url()))

    assert "notice-success" not in under_way + sent
    assert "You paid ₩12,000" in under_way
    assert "₩12,000 is on its way back to you." in under_way
    assert "₩12,000: refund on its way" in listed
    assert "₩12,000 was sent back to you." in sent


@pytest.mark.parametrize("rows", [1, 8])
@pytest.mark.parametrize(("reader", "path"), [("ann", BOUGHT), ("bea", SOLD)])
def test_lists_with_refunds_need_the_same_queries_for_any_number_of_rows(
    client, request, ann, store, reader, path, rows, django_assert_max_num_queries
):
    for _each in range(rows):
        back(paid_for(OrderFactory(customer=ann, store=store, status=Status.COMPLETED)), 100)
    client.force_login(request.getfixturevalue(reader))

    with django_assert_max_num_queries(10):
        assert client.get(path).content.count(b"refund-owed") == rows
