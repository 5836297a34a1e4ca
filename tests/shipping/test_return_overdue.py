"""What a store received and never settled goes back to its buyer, who can delete the account then."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.services import DeletionRefused, delete_account
from core.actors import SYSTEM
from core.events import Reaction
from core.lifecycle import MoveRefused, move
from notifications.models import Notice
from orders.models import Order, OrderLine
from payments.refunds import send_due_refunds
from shipping.return_causes import SETTLED_AFTER
from shipping.return_events import ReturnRefunded
from shipping.returns.overdue import settle_overdue
from tests.shipping.return_world import arrived, requested, returnable, walked

SECOND = timedelta(seconds=1)


@pytest.fixture
def order(ann, store):
    return returnable(ann, store)


def received(order, **how):
    return walked(requested(order, **how), "received")


def term_of(goods_return):
    return goods_return.refund_due + SETTLED_AFTER


@pytest.mark.parametrize("wish", ["refund", "exchange"])
def test_what_the_store_did_not_settle_is_refunded_once_less_the_way_back(order, wish):
    amount = 9000 - 3500
    goods_return = received(order, wish=wish)
    term = term_of(goods_return)

    settled = [settle_overdue(now) for now in (term - SECOND, term, term)]

    goods_return.refresh_from_db()
    assert settled == [0, 1, 0]
    assert (goods_return.status, goods_return.refunded_amount) == ("refunded", Decimal(amount))
    assert Order.objects.get(pk=order.pk).refunded == Decimal(amount)
    assert OrderLine.objects.get(order=order).returning == 0


@pytest.mark.parametrize("status", ["requested", "approved", "exchanged", "refused"])
def test_nothing_else_is_refunded(order, status):
    goods_return = walked(requested(order, wish="exchange"), status)

    assert settle_overdue(goods_return.requested_at + timedelta(days=400)) == 0


def test_the_store_has_its_time_for_it(order):
    goods_return = received(order)

    with pytest.raises(MoveRefused, match="can still settle it itself"):
        move(goods_return, "settle", by=SYSTEM, now=term_of(goods_return) - SECOND)


def test_one_that_cannot_be_refunded_is_reported_and_stops_no_other(ann, store, order, wiring):
    stuck, other = received(order), received(arrived(ann, store))

    def refuse(event):
        if event.row == stuck:
            raise MoveRefused("Nothing is left")

    wiring({ReturnRefunded: Reaction([refuse])})

    with pytest.raises(ExceptionGroup, match="returns that could not be refunded"):
        settle_overdue(term_of(other))

    for each in (stuck, other):
        each.refresh_from_db()
    assert (stuck.status, other.status) == ("received", "refunded")


def test_buyer_and_store_are_notified(ann, bea, order):
    goods_return = received(order)

    settle_overdue(term_of(goods_return))

    told = set(Notice.objects.values_list("user", "kind"))
    assert {(ann.pk, "return-refunded"), (bea.pk, "return-settled")} <= told


def test_the_buyer_can_delete_the_account_afterwards(ann, order):
    goods_return = received(order)
    with pytest.raises(DeletionRefused, match="your money goes back on"):
        delete_account(ann)

    settle_overdue(term_of(goods_return))
    send_due_refunds()
    delete_account(ann)

    assert not ann.is_active
