"""Refunds in an order's timeline, for its buyer and its seller."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from payments.models import Refund
from payments.refunds import refund_part, send_due_refunds
from payments.services import confirm_payment, start_payment
from tests.factories import OptionFactory, OptionGroupFactory, place

STEP = re.compile(
    r"<li>\s*<strong>(.*?)</strong>\s*<time[^>]*>[^<]*?(?: · ([^<]*))?</time>\s*(?:<p>(.*?)</p>)?"
)


@pytest.fixture
def order(ann, noodles, stripe_stub):
    """Two bowls of 9,000 and the delivery: 21,000 won, paid at Stripe."""
    order = place(ann, noodles, quantity=2)
    start_payment(order, "stripe")
    payment = order.payments.get()
    stripe_stub.pay(payment.session)
    confirm_payment(payment, {})
    order.refresh_from_db()
    return order


@pytest.fixture
def steps(client):
    """`steps(order, reader)`: label, who and note of each step the reader sees after the payment."""

    def read(order, reader):
        client.force_login(reader)
        url = order.get_absolute_url()
        if reader == order.store.owner:
            url = reverse("orders:sold-order", args=[order.number])
        found = STEP.findall(client.get(url).content.decode())
        return [tuple(filter(None, step)) for step in found[2:]]

    return read


def back(order, by, amount, count=0):
    pieces = [(line, count) for line in order.lines.all()]
    besides = Decimal(amount - 9000 * count)
    refund_part(order, besides, reason="Cold", by=by, pieces=pieces)


def test_a_refund_stands_where_it_was_owed_and_where_it_was_sent(order, bea, steps, ann):
    back(order, bea, 9000, 1)
    move(order, "accept", by=bea, minutes=20)
    send_due_refunds()

    assert steps(order, ann) == [
        ("₩9,000 goes back: 1 × 물냉면", "Cold"),
        ("Accepted by the store",),
        ("₩9,000 was sent back",),
    ]


def test_the_owner_reads_who_did_it(order, bea, steps):
    back(order, bea, 9000, 1)
    send_due_refunds()

    assert steps(order, bea) == [
        ("₩9,000 goes back: 1 × 물냉면", "Bea", "Cold"),
        ("₩9,000 was sent back", "automatic"),
    ]


@pytest.mark.parametrize(
    ("amount", "count", "what"),
    [
        (18000, 2, "2 × 물냉면"),
        (9500, 1, "1 × 물냉면, ₩500"),
        (500, 0, "a part of what was paid"),
        (21000, 2, "all that was paid"),
    ],
)
def test_it_says_what_the_money_is_for(order, bea, steps, ann, amount, count, what):
    back(order, bea, amount, count)

    assert steps(order, ann) == [(f"₩{amount:,} goes back: {what}", "Cold")]


def test_options_distinguish_lines_of_one_product(ann, bea, noodles, steps, stripe_stub):
    large = OptionFactory(group=OptionGroupFactory(product=noodles), name="Large")
    order = place(ann, noodles, options=[large])

    assert order.lines.get().described == "물냉면 (Large)"


def test_a_cancelled_order_shows_when_it_was_refunded(order, bea, steps, ann):
    move(order, "reject", by=bea, note="Sold out")
    send_due_refunds()

    assert steps(order, ann) == [
        ("Rejected by the store", "Sold out"),
        ("₩21,000 goes back: all that was paid", "Sold out"),
        ("₩21,000 was sent back",),
    ]


def test_a_failed_refund_stays_in_the_timeline(order, bea, steps, ann, stripe_stub):
    back(order, bea, 500)
    for reason in ("unknown", "lost_or_stolen_card"):
        Refund.objects.update(next_try_at=timezone.now())
        send_due_refunds()
        payment = order.payments.get()
        stripe_stub.books_of.fail_refund(payment.refunds.get().reference, reason)
        confirm_payment(payment, {})

    assert [step[0] for step in steps(order, ann)[1:]] == [
        "₩500 was sent back",
        "₩500 did not arrive, and is sent once more",
        "₩500 was sent back",
        "₩500 could not be sent back the way it was paid",
    ]


def test_the_page_says_how_it_stands(client, order, bea, ann, stripe_stub):
    def page():
        return client.get(order.get_absolute_url()).content.decode()

    client.force_login(ann)
    back(order, bea, 500)
    labels = [
        "did not arrive. We send it once more.",
        "It is still yours: 냉면집 finds another way",
    ]
    for reason, words in zip(("unknown", "lost_or_stolen_card"), labels, strict=True):
        Refund.objects.update(next_try_at=timezone.now())
        send_due_refunds()
        assert "was sent back to you" in page()
        payment = order.payments.get()
        stripe_stub.books_of.fail_refund(payment.refunds.get().reference, reason)
        confirm_payment(payment, {})
        assert words in page()


def test_an_open_page_is_refreshed_when_a_refund_is_owed_again(
    client, order, bea, ann, stripe_stub
):
    """Its status equals an earlier one."""
    client.force_login(ann)
    back(order, bea, 500)
    page = client.get(order.get_absolute_url()).content.decode()
    [again] = re.findall(r'hx-get="([^"]+)" data-live', page)
    assert client.get(again, headers={"HX-Request": "true"}).status_code == 204
    send_due_refunds()
    payment = order.payments.get()
    stripe_stub.books_of.fail_refund(payment.refunds.get().reference)
    confirm_payment(payment, {})

    assert client.get(again, headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_many_refunds_cost_no_more_queries_than_one(
    client, order, bea, ann, rows, django_assert_max_num_queries
):
    for number in range(rows):
        back(order, bea, 10 + number)
    for reader, url in (
        (ann, order.get_absolute_url()),
        (bea, reverse("orders:sold-order", args=[order.number])),
    ):
        client.force_login(reader)
        client.get(url)
        with django_assert_max_num_queries(15):
            client.get(url)
