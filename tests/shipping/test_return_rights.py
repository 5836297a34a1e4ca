"""Who may do what with a return, and which requests are refused."""

import pytest
from django.utils import timezone

from core.lifecycle import MoveForbidden, MoveRefused, move
from shipping.models import ReturnTerms
from shipping.returns.services import RequestRefused, request_return
from stores.access import MemberRole
from tests.factories import MemberFactory
from tests.shipping.return_world import asked, requested, returnable, walked


@pytest.fixture
def order(ann, store):
    return returnable(ann, store)


@pytest.mark.parametrize(
    ("verb", "status"),
    [("approve", "requested"), ("receive", "approved"), ("refund", "received")],
)
def test_only_the_store_answers(order, ann, dan, verb, status):
    goods_return = walked(requested(order), status)

    for actor in (ann, dan):
        with pytest.raises(MoveForbidden):
            move(goods_return, verb, by=actor)


def test_only_the_buyer_withdraws(order, bea, dan):
    goods_return = requested(order)

    for actor in (bea, dan):
        with pytest.raises(MoveForbidden):
            move(goods_return, "withdraw", by=actor)


def test_staff_without_the_right_to_refund_cannot_refund(order, dan):
    MemberFactory(store=order.store, user=dan, role=MemberRole.STAFF)
    goods_return = walked(requested(order), "received")

    with pytest.raises(MoveForbidden):
        move(goods_return, "refund", by=dan)


def test_what_was_received_cannot_be_withdrawn(order, ann):
    goods_return = walked(requested(order), "received")

    with pytest.raises(MoveRefused):
        move(goods_return, "withdraw", by=ann)


def test_a_refusal_needs_a_reason(order, bea):
    with pytest.raises(MoveRefused, match="reason"):
        move(requested(order), "refuse", by=bea)


def test_only_the_buyer_asks(order, dan):
    with pytest.raises(RequestRefused, match="may not"):
        request_return(order, asked(order), by=dan, now=timezone.now())


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"pieces": 0}, "at least one piece"),
        ({"pieces": 4}, "So many pieces"),
        ({"cause": "other"}, "describe the reason"),
        ({"cause": "nonsense"}, "choose a reason"),
    ],
)
def test_a_wrong_request_is_refused_in_words(order, how, words):
    with pytest.raises(RequestRefused, match=words):
        requested(order, **how)


def test_a_store_may_offer_no_exchange(order):
    ReturnTerms.objects.update(exchanges=False)

    with pytest.raises(RequestRefused, match="no exchanges"):
        requested(order, wish="exchange")
