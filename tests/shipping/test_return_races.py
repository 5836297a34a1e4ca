"""Two people want something of the same return at once: real threads on real PostgreSQL."""

from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from core.lifecycle import MoveRefused, move
from orders.models import Order, OrderLine
from payments.models import Refund
from payments.refunds import RefundRefused, refund_part
from shipping.models import Return
from shipping.returns.services import RequestRefused, request_return
from stores.models import Product
from tests.factories import MemberFactory, ProductFactory
from tests.racing import losers, together
from tests.shipping.return_world import arrived, asked, requested, walked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order(ann, store):
    product = ProductFactory(store=store, price=Decimal(9000), stock=5)
    return arrived(ann, store, product=product)


def fresh(goods_return):
    return Return.objects.select_related("order__store").get(pk=goods_return.pk)


def test_two_returns_want_the_last_piece(order, ann):
    now = timezone.now()

    def ask():
        mine = Order.objects.get(pk=order.pk)
        return request_return(mine, asked(mine, pieces=3), by=ann, now=now)

    results = together(ask, ask)

    assert [type(error) for error in losers(results)] == [RequestRefused]
    assert OrderLine.objects.get(order=order).returning == 3


def test_the_owner_refunds_what_the_buyer_returns(order, ann, bea):
    line, now = order.lines.get(), timezone.now()

    def refund():
        return refund_part(
            Order.objects.get(pk=order.pk), Decimal(0), reason="Sorry", by=bea, pieces=[(line, 2)]
        )

    def ask():
        mine = Order.objects.get(pk=order.pk)
        return request_return(mine, asked(mine, pieces=2), by=ann, now=now)

    [lost] = losers(together(refund, ask))

    line.refresh_from_db()
    assert isinstance(lost, RefundRefused | RequestRefused)
    assert line.refunded + line.returning == 2


def test_two_people_receive_the_same_return(order, bea, store):
    goods_return = walked(requested(order, pieces=2), "approved")
    line, staff = order.lines.get(), MemberFactory(store=store).user
    staff.refresh_from_db()  # `is_member` is set by a trigger

    def receive(user):
        return move(fresh(goods_return), "receive", by=user, restock=[line.pk])

    results = together(*[partial(receive, user) for user in (bea, bea, staff)])

    assert len(losers(results)) == 2
    assert all(isinstance(lost, MoveRefused) for lost in losers(results))
    assert goods_return.history.filter(verb="receive").count() == 1
    assert Product.objects.get(pk=line.product_id).stock == 4


def test_refund_is_pressed_twice(order, bea):
    goods_return = walked(requested(order, pieces=2), "received")

    results = together(*[lambda: move(fresh(goods_return), "refund", by=bea)] * 2)

    assert len(losers(results)) == 1
    assert Refund.objects.get().amount == 18000
    assert Order.objects.get(pk=order.pk).refunded == 18000


def test_withdraw_against_receive(order, ann, bea):
    """One wins; the pieces are free after a withdrawal only."""
    goods_return = walked(requested(order, pieces=2), "approved")

    results = together(
        lambda: move(fresh(goods_return), "withdraw", by=ann),
        lambda: move(fresh(goods_return), "receive", by=bea),
    )

    [lost] = losers(results)
    status, line = fresh(goods_return).status, order.lines.get()
    assert isinstance(lost, MoveRefused)
    assert (status, line.returning) in {("withdrawn", 0), ("received", 2)}


def test_withdraw_against_approve(order, ann, bea):
    """An approval that comes first may still be withdrawn; a withdrawal that comes first refuses it."""
    goods_return = requested(order, pieces=2)

    results = together(
        lambda: move(fresh(goods_return), "withdraw", by=ann),
        lambda: move(fresh(goods_return), "approve", by=bea),
    )

    assert fresh(goods_return).status == "withdrawn"
    assert all(isinstance(lost, MoveRefused) for lost in losers(results))
    assert order.lines.get().returning == 0
