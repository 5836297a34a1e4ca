"""Races for parcels, in real threads."""

from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import move
from notifications.models import Notice
from orders.models import Order
from payments.refunds import refund_part
from shipping.models import Carrier, Parcel
from shipping.packing import left_to_pack, pack
from shipping.services import DELIVERED_AFTER, deliver_overdue, dispatch, send
from tests.factories import MemberFactory, paid_for
from tests.racing import losers, together
from tests.shipping.world import parcel_order

ROUNDS = 3

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cj(db):
    return Carrier.objects.get_or_create(
        code="cj", defaults={"name": "CJ Logistics", "url": "https://cj.example/{n}"}
    )[0]


def again(model, row):
    return model.objects.get(pk=row.pk)


def test_two_members_dispatch_one_parcel(store, ann, cj):
    staff = MemberFactory(store=store).user
    for _ in range(ROUNDS):
        parcel = pack(parcel_order(ann, store), by=store.owner)

        def by(who, number, parcel=parcel):
            return lambda: dispatch(
                again(Parcel, parcel), carrier=cj, tracking_number=number, by=who
            )

        results = together(by(store.owner, "1"), by(staff, "2"))

        assert len(losers(results)) == 1
        assert parcel.history.filter(verb="dispatch").count() == 1
        assert Notice.objects.filter(order=parcel.order, kind="parcel-sent").count() == 1


def test_dispatch_against_the_buyers_cancellation(store, ann, cj):
    for _ in range(ROUNDS):
        order = parcel_order(ann, store)

        results = together(
            lambda order=order: send(
                again(Order, order), carrier=cj, tracking_number="1", by=store.owner
            ),
            lambda order=order: move(again(Order, order), "cancel", by=ann),
        )

        assert len(losers(results)) == 1
        status = again(Order, order).status
        assert (status, order.parcels.count()) in {("dispatched", 1), ("cancelled", 0)}


def test_a_refund_of_pieces_against_packing_them(store, ann, cj):
    for _ in range(ROUNDS):
        order = parcel_order(ann, store)
        paid_for(order)
        line = order.lines.get()

        results = together(
            lambda order=order: pack(again(Order, order), by=store.owner),
            lambda order=order, line=line: refund_part(
                again(Order, order), Decimal(0), reason="Out", by=store.owner, pieces=[(line, 1)]
            ),
        )

        assert losers(results) == []
        packed = sum(p.pieces for p in order.parcels.filter(status="packed"))
        left = sum(left_to_pack(again(Order, order)).values())
        assert packed + left == 2


def test_the_sweep_against_the_buyers_word(store, ann, cj):
    for _ in range(ROUNDS):
        parcel = send(parcel_order(ann, store), carrier=cj, tracking_number="1", by=store.owner)
        late = timezone.now() + DELIVERED_AFTER

        together(
            lambda late=late: deliver_overdue(late),
            lambda late=late: deliver_overdue(late),
            lambda parcel=parcel: move(again(Parcel, parcel), "deliver", by=ann),
        )

        assert again(Parcel, parcel).status == "delivered"
        assert again(Order, parcel.order).status == "completed"
        assert parcel.history.filter(verb="deliver").count() == 1
        assert parcel.order.history.filter(verb="complete").count() == 1


def test_the_order_as_a_whole_against_its_parcel(store, ann, cj):
    for _ in range(ROUNDS):
        parcel = send(parcel_order(ann, store), carrier=cj, tracking_number="1", by=store.owner)

        together(
            lambda parcel=parcel: move(again(Order, parcel.order), "complete", by=SYSTEM),
            lambda parcel=parcel: move(again(Parcel, parcel), "deliver", by=ann),
        )

        assert again(Parcel, parcel).status == "delivered"
        assert again(Order, parcel.order).status == "completed"
