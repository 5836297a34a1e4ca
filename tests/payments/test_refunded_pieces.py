"""No piece is refunded twice: each line counts its refunded pieces, and the pages show it."""

import re
from decimal import Decimal
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from orders.models import Order, OrderLine
from payments.gateways.base import PaymentOutcome
from payments.models import Refund
from payments.recording import record_outcome
from payments.refunds import RefundRefused, refund_part
from payments.refunds.failing import mark_failed
from payments.services import start_payment
from tests.factories import UserFactory, place
from tests.racing import losers, together


@pytest.fixture
def order(ann, noodles):
    """Three bowls of 9,000 and the delivery, 30,000 in all, paid."""
    order = place(ann, noodles, quantity=3)
    start_payment(order, "sandbox")
    payment = order.payments.get()
    record_outcome(payment, PaymentOutcome("captured", payment.key, order.total, order.currency))
    return order


@pytest.fixture
def line(order):
    return order.lines.get()


@pytest.fixture
def keeper(client, bea):
    client.force_login(bea)
    return client


def pieces_back(line, count, by, **more):
    """One refund of so many bowls, by a browser whose page shows `line`."""
    order = Order.objects.get(pk=line.order_id)
    asked = {"reason": "Cold", "by": by, "pieces": [(line, count)], **more}
    return refund_part(order, Decimal(0), **asked)


def refunded(line):
    return OrderLine.objects.values_list("refunded", flat=True).get(pk=line.pk)


def text_of(response):
    return response.content.decode()


def test_a_line_remembers_its_refunded_pieces(line, bea):
    pieces_back(line, 1, bea)
    pieces_back(line, 2, bea)

    assert refunded(line) == 3


def test_a_piece_is_not_refunded_twice(line, bea):
    pieces_back(line, 2, bea)

    with pytest.raises(RefundRefused, match="Only 1 of “물냉면” can still be refunded"):
        pieces_back(line, 2, bea)
    pieces_back(line, 1, bea)
    with pytest.raises(RefundRefused, match="was refunded already"):
        pieces_back(line, 1, bea, token=uuid4())

    assert (refunded(line), Refund.objects.count()) == (3, 2)


def test_a_piece_whose_refund_failed_is_still_owed_and_not_refunded_again(line, bea):
    [refund] = pieces_back(line, 3, bea)
    mark_failed(refund, "The account is closed", timezone.now())

    with pytest.raises(RefundRefused, match="was refunded already"):
        pieces_back(line, 1, bea)

    assert (refund.status, refunded(line)) == ("failed", 3)


def test_an_amount_besides_counts_no_piece(line, bea):
    refund_part(line.order, Decimal(9000), reason="Late", by=bea)

    assert refunded(line) == 0


def test_a_double_click_counts_its_pieces_once(line, bea):
    token = uuid4()
    for _click in range(2):
        pieces_back(line, 2, bea, token=token)

    assert refunded(line) == 2


def test_a_line_of_another_order_is_refused(line, bea, noodles):
    other = place(UserFactory(), noodles).lines.get()

    with pytest.raises(RefundRefused):
        refund_part(line.order, Decimal(0), reason="Cold", by=bea, pieces=[(other, 1)])

    assert refunded(other) == 0


def test_not_even_raw_sql_refunds_more_pieces_than_were_bought(line):
    with pytest.raises(IntegrityError, match="line_refunded_in_range"), transaction.atomic():
        OrderLine.objects.update(refunded=4)


def test_the_form_offers_what_is_left(keeper, line, bea):
    url = reverse("payments:refund", args=[line.order.number])
    pieces_back(line, 2, bea)

    partly = text_of(keeper.get(url))
    pieces_back(line, 1, bea)
    wholly = text_of(keeper.get(url))

    field = re.search(rf'<input[^>]* name="line_{line.pk}"[^>]*>', partly)[0]
    assert 'max="1"' in field
    assert "2 of 3 refunded" in partly
    assert f'name="line_{line.pk}"' not in wholly
    assert "3 of 3 refunded" in wholly


def test_an_older_page_is_refused_with_the_reason(keeper, line, bea):
    url = reverse("payments:refund", args=[line.order.number])
    token = re.search(r'name="token" value="([^"]+)"', text_of(keeper.get(url)))[1]
    pieces_back(line, 3, bea)

    response = keeper.post(url, {"token": token, "reason": "Cold", f"line_{line.pk}": "1"})

    assert response.status_code == 422
    assert "“물냉면” was refunded already." in text_of(response)
    assert refunded(line) == 3


def test_customer_and_owner_read_which_pieces_went_back(client, line, ann, bea):
    pieces_back(line, 2, bea)

    for reader, name in ((ann, "orders:order"), (bea, "orders:sold-order")):
        client.force_login(reader)
        assert "2 of 3 refunded" in text_of(client.get(reverse(name, args=[line.order.number])))


def test_the_migration_counts_the_pieces_of_older_refunds(line, bea):
    pieces_back(line, 2, bea)
    OrderLine.objects.update(refunded=0)
    migration = import_module("payments.migrations.0012_refunded_pieces")

    migration.count_pieces(apps, None)

    assert refunded(line) == 2


@pytest.mark.django_db(transaction=True)
def test_two_tills_refund_the_same_last_piece_once(line, bea):
    pieces_back(line, 2, bea)

    results = together(*[lambda: pieces_back(line, 1, bea)] * 3)

    assert [type(loser) for loser in losers(results)] == [RefundRefused] * 2
    assert (refunded(line), Refund.objects.count()) == (3, 2)
