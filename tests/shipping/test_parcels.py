"""Parcels: packed, sent, corrected, delivered; the order follows them, and they follow the order."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import AlreadyDone, MoveForbidden, MoveRefused, move
from orders.erasing import erase
from orders.models import Order
from payments.refunds import refund_part
from shipping.models import Carrier, Parcel, StoreShipping
from shipping.packing import left_to_pack, pack
from shipping.services import DELIVERED_AFTER, correct, deliver_overdue, dispatch, send
from tests.factories import OrderFactory, add_line, paid_for
from tests.shipping.world import parcel_order, sent_order

NUMBER = "1234-5678 90"


def line_of(order):
    return order.lines.get()


def pieces_of(order):
    """{status: pieces} over its parcels."""
    return {p.status: p.pieces for p in order.parcels.prefetch_related("lines")}


def test_everything_is_packed_by_default(order, store):
    parcel = pack(order, by=store.owner)

    assert (parcel.pieces, order.status) == (3, "ready")
    assert left_to_pack(order) == {}


def test_a_part_is_packed_and_the_order_waits_for_the_rest(order, store):
    pack(order, {line_of(order).pk: 2}, by=store.owner)

    assert order.status == "accepted"
    assert list(left_to_pack(order).values()) == [1]


def test_the_last_parcel_prepares_the_order(order, store):
    pack(order, {line_of(order).pk: 2}, by=store.owner)
    pack(order, {line_of(order).pk: 1}, by=store.owner)

    assert order.status == "ready"


@pytest.mark.parametrize("pieces", [4, -1, 0])
def test_pieces_that_are_not_left_are_refused(order, store, pieces):
    with pytest.raises(MoveRefused):
        pack(order, {line_of(order).pk: pieces}, by=store.owner)

    assert not Parcel.objects.exists()


def test_pieces_of_another_order_are_refused(order, store, dan):
    other = parcel_order(dan, store)

    with pytest.raises(MoveRefused):
        pack(order, {line_of(other).pk: 1}, by=store.owner)


def test_nothing_is_packed_twice(order, store):
    pack(order, by=store.owner)

    with pytest.raises(MoveRefused, match="packed already"):
        pack(order, by=store.owner)


@pytest.mark.parametrize("who", ["ann", "dan"])
def test_only_the_store_packs(order, who, request):
    with pytest.raises(MoveForbidden):
        pack(order, by=request.getfixturevalue(who))


def test_an_unpaid_order_is_not_packed(store, ann):
    with pytest.raises(MoveRefused):
        pack(sent_order("pending", store=store, customer=ann), by=store.owner)


def test_a_delivery_is_no_parcel(store, ann):
    with pytest.raises(MoveRefused, match="not sent as a parcel"):
        pack(OrderFactory(store=store, status="paid"), by=store.owner)


def test_the_order_leaves_with_its_last_parcel(order, store, cj):
    first = pack(order, {line_of(order).pk: 2}, by=store.owner)
    second = pack(order, by=store.owner)

    dispatch(first, carrier=cj, tracking_number="1", by=store.owner)
    order.refresh_from_db()
    assert order.status == "ready"
    dispatch(second, carrier=cj, tracking_number="2", by=store.owner)
    order.refresh_from_db()
    assert order.status == "dispatched"


def test_a_paid_order_is_sent_at_once(order, store, cj):
    parcel = send(order, carrier=cj, tracking_number=NUMBER, by=store.owner)

    order.refresh_from_db()
    assert (order.status, parcel.status, parcel.tracking_number) == (
        "dispatched",
        "dispatched",
        NUMBER,
    )
    assert parcel.tracking_link.endswith("wblNo=1234567890")
    assert StoreShipping.objects.get(store=store).carrier == cj


@pytest.mark.parametrize(
    "number", ["", "번호", "X" * 41, "A\nB", " ", "https://x", "<1>", "1#", "-"]
)
def test_a_number_that_no_carrier_gives_is_refused(order, store, cj, number):
    with pytest.raises(MoveRefused, match="tracking number"):
        send(order, carrier=cj, tracking_number=number, by=store.owner)

    assert not Parcel.objects.exists()
    assert Order.objects.get().status == "paid"


def test_the_carrier_must_be_named(order, store):
    with pytest.raises(MoveRefused, match="choose the carrier"):
        send(order, carrier=None, tracking_number="1", by=store.owner)


def test_another_carrier_needs_no_number(order, store):
    parcel = send(order, carrier=Carrier.objects.get(code="other"), by=store.owner)

    assert (parcel.status, parcel.tracking_link) == ("dispatched", "")


def test_the_same_dispatch_twice_counts_once(order, store, cj):
    parcel = pack(order, by=store.owner)
    dispatch(parcel, carrier=cj, tracking_number="1", by=store.owner)

    with pytest.raises(AlreadyDone):
        dispatch(parcel, carrier=cj, tracking_number="1", by=store.owner)


def test_a_wrong_number_is_corrected_with_a_row_of_history(order, store, cj):
    parcel = send(order, carrier=cj, tracking_number="1", by=store.owner)

    correct(parcel, carrier=cj, tracking_number="2", by=store.owner)

    notes = list(parcel.history.values_list("verb", "note"))
    assert notes[1:] == [("dispatch", "CJ Logistics 1"), ("correct", "CJ Logistics 2")]
    with pytest.raises(AlreadyDone):
        correct(parcel, carrier=cj, tracking_number="2", by=store.owner)


def test_the_last_delivered_parcel_completes_the_order(order, store, cj):
    first = pack(order, {line_of(order).pk: 2}, by=store.owner)
    second = pack(order, by=store.owner)
    for parcel in (first, second):
        dispatch(parcel, carrier=cj, tracking_number="1", by=store.owner)

    move(first, "deliver", by=order.customer)
    order.refresh_from_db()
    assert order.status == "dispatched"
    move(second, "deliver", by=store.owner)
    order.refresh_from_db()
    assert order.status == "completed"
    assert second.delivered_at


def test_a_stranger_cannot_say_that_it_arrived(order, store, cj, dan):
    parcel = send(order, carrier=cj, tracking_number="1", by=store.owner)

    with pytest.raises(MoveForbidden):
        move(parcel, "deliver", by=dan)


@pytest.mark.parametrize(
    ("status", "of_parcel"),
    [("ready", "packed"), ("dispatched", "dispatched"), ("completed", "delivered")],
)
def test_parcels_follow_an_order_that_moves_as_a_whole(store, status, of_parcel):
    order = sent_order(status, store=store)

    assert pieces_of(order) == {of_parcel: 1}


def test_a_cancelled_order_is_unpacked(order, store):
    pack(order, by=store.owner)

    move(order, "cancel_by_store", by=store.owner, note="Lost")

    assert pieces_of(order) == {"unpacked": 3}


def test_a_parcel_of_a_cancelled_order_does_not_leave(order, store, cj):
    parcel = pack(order, {line_of(order).pk: 1}, by=store.owner)
    dispatched = dispatch(parcel, carrier=cj, tracking_number="1", by=store.owner)
    move(order, "cancel_by_store", by=store.owner, note="Lost")

    with pytest.raises(MoveRefused):
        pack(order, by=store.owner)
    assert dispatched.target == "dispatched"


def test_after_ten_days_without_news_it_counts_as_delivered(store):
    order = sent_order(store=store)
    sent_at = order.parcels.get().dispatched_at

    assert deliver_overdue(sent_at + DELIVERED_AFTER - timedelta(seconds=1)) == 0
    assert deliver_overdue(sent_at + DELIVERED_AFTER) == 1
    assert deliver_overdue(sent_at + DELIVERED_AFTER) == 0
    order.refresh_from_db()
    assert order.status == "completed"
    assert order.parcels.get().delivered_at == sent_at + DELIVERED_AFTER


def test_a_refunded_piece_is_taken_out_before_it_leaves(order, store):
    paid_for(order)
    pack(order, by=store.owner)

    refund_part(order, Decimal(0), reason="Broken", by=store.owner, pieces=[(line_of(order), 1)])

    assert pieces_of(order) == {"unpacked": 3}
    assert list(left_to_pack(order).values()) == [2]


def test_a_refunded_piece_that_has_left_stays_in_its_parcel(order, store, cj):
    paid_for(order)
    send(order, carrier=cj, tracking_number="1", by=store.owner)

    refund_part(order, Decimal(0), reason="Broken", by=store.owner, pieces=[(line_of(order), 1)])

    assert pieces_of(order) == {"dispatched": 3}


def test_a_second_line_is_packed_with_the_first(order, store):
    add_line(order, "Cup", 1000)

    assert pack(order, by=store.owner).lines.count() == 2


def test_numbers_are_erased_with_the_address(order, store, cj):
    send(order, carrier=cj, tracking_number=NUMBER, by=store.owner)

    erase([order.pk], timezone.now())

    parcel, order = Parcel.objects.get(), Order.objects.get()
    assert (parcel.tracking_number, order.country, order.region) == ("", "", "")
    assert not parcel.history.exclude(note="").exists()


def test_the_system_completes_a_forgotten_order_only_once_all_has_left(order, store, cj):
    parcel = pack(order, {line_of(order).pk: 1}, by=store.owner)
    dispatch(parcel, carrier=cj, tracking_number="1", by=store.owner)

    move(parcel, "deliver", by=SYSTEM)

    order.refresh_from_db()
    assert order.status == "accepted"


@pytest.mark.parametrize("arrived", [False, True])
def test_a_refund_of_all_that_is_left_lets_the_order_go_on(order, store, cj, arrived):
    paid_for(order)
    first = pack(order, {line_of(order).pk: 2}, by=store.owner)
    dispatch(first, carrier=cj, tracking_number=NUMBER, by=store.owner)
    if arrived:
        move(first, "deliver", by=store.owner)

    refund_part(order, Decimal(0), reason="Broken", by=store.owner, pieces=[(line_of(order), 1)])

    assert Order.objects.get().status == ("completed" if arrived else "dispatched")
    assert pieces_of(order) == {("delivered" if arrived else "dispatched"): 2}


def test_a_refund_of_all_before_anything_left_dispatches_nothing(order, store):
    paid_for(order)
    pack(order, {line_of(order).pk: 2}, by=store.owner)

    refund_part(order, Decimal(0), reason="Broken", by=store.owner, pieces=[(line_of(order), 3)])

    assert Order.objects.get().status == "accepted"
