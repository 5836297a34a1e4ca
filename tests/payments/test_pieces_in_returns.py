"""Pieces of open returns are refunded with their return only, and less what the store retains."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from core.lifecycle import MoveRefused
from orders.events import PiecesReturned
from orders.models import Order, OrderLine
from payments.models import Refund
from payments.reactions import refund_pieces
from payments.refunds import RefundRefused, refund_part
from tests.factories import paid_for, place


@pytest.fixture
def line(ann, noodles):
    """Three bowls of 9,000 and the delivery, 30,000 in all, paid."""
    return paid_for(place(ann, noodles, quantity=3)).lines.get()


def returned(line, pieces, bea, **amounts):
    order = Order.objects.get(pk=line.order_id)
    amounts = {"besides": Decimal(0), "less": Decimal(0)} | amounts
    facts = {"reason": "Returned", "by": bea, "token": uuid4(), "at": order.placed_at}
    with transaction.atomic():
        refund_pieces(PiecesReturned(order, [(line, pieces)], **amounts, **facts))
    order.refresh_from_db()
    line.refresh_from_db()
    return order.refunded


def test_a_piece_in_an_open_return_is_not_refunded_beside_it(line, bea):
    OrderLine.objects.filter(pk=line.pk).update(returning=2)
    order = Order.objects.get(pk=line.order_id)

    with pytest.raises(RefundRefused, match="Only 1 of"):
        refund_part(order, Decimal(0), reason="Cold", by=bea, pieces=[(line, 2)])
    refund_part(order, Decimal(0), reason="Cold", by=bea, pieces=[(line, 1)])
    with pytest.raises(RefundRefused, match="is being returned"):
        refund_part(order, Decimal(0), reason="Cold", by=bea, pieces=[(line, 1)])


def test_the_database_refuses_more_pieces_than_were_not_refunded(line):
    OrderLine.objects.filter(pk=line.pk).update(refunded=2)

    with pytest.raises(IntegrityError, match="line_returning_in_range"):
        OrderLine.objects.filter(pk=line.pk).update(returning=2)


def test_what_the_store_retains_is_taken_off_the_refund(line, bea):
    assert returned(line, 1, bea, less=Decimal(3000)) == Decimal(6000)
    assert line.refunded == 1

    assert returned(line, 2, bea, besides=Decimal(3000)) == Decimal(27000)


def test_pieces_worth_less_than_the_postage_come_back_for_nothing(line, bea):
    assert returned(line, 1, bea, less=Decimal(9500)) == 0

    assert line.refunded == 1
    assert not Refund.objects.exists()


def test_a_refund_that_is_refused_refuses_the_move(line, ann):
    with pytest.raises(MoveRefused, match="may not"):
        returned(line, 1, ann)
