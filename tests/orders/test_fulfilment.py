"""Kinds of fulfilment beside those of food: what their orders ask for, and how they read."""

from contextlib import suppress
from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move
from notifications.models import Notice
from orders import fulfilment
from orders.fulfilment import Fulfilment, FulfilmentKind, kind_of
from orders.move_forms import move_form
from orders.statuses import COMPLETED, PAID, Status
from tests.factories import OrderFactory


@pytest.fixture
def raffle(monkeypatch):
    """A kind of another app, for this test."""
    monkeypatch.setattr(fulfilment, "_kinds", dict(fulfilment._kinds))
    kind = FulfilmentKind("raffle", "Raffle", completes_from=(PAID,), words={COMPLETED: "Drawn"})
    fulfilment.register([kind])
    return kind


def test_a_parcel_is_accepted_without_minutes(store):
    order = OrderFactory(store=store, fulfilment=Fulfilment.SHIPPING, status=PAID)

    move(order, "accept", by=store.owner)

    assert (order.status, order.ready_by) == ("accepted", None)
    assert "minutes" not in move_form("accept", order=order).fields


def test_a_parcel_reads_as_packed_and_a_dish_as_cooking(store):
    labels = [
        str(OrderFactory(store=store, fulfilment=kind, status=Status.ACCEPTED).get_status_display())
        for kind in (Fulfilment.SHIPPING, Fulfilment.DELIVERY)
    ]

    assert labels == ["Being packed", "Cooking"]


@pytest.mark.parametrize("kind", [Fulfilment.TICKET, Fulfilment.NONE])
def test_what_needs_no_hands_is_complete_with_its_payment(store, kind):
    order = OrderFactory(store=store, fulfilment=kind)

    move(order, "pay", by=SYSTEM)

    assert [step.verb for step in order.history.all()] == ["start", "pay", "complete"]
    order.refresh_from_db()
    assert order.status == COMPLETED


def test_another_app_registers_a_kind_of_its_own(store, raffle):
    order = OrderFactory(store=store, fulfilment="raffle", status=COMPLETED)

    assert order.get_status_display() == "Drawn"
    assert ("raffle", "Raffle") in fulfilment.choices()


def test_a_kind_that_is_registered_again_replaces_the_former(raffle):
    fulfilment.register([replace(raffle, label="Tombola")])

    assert kind_of("raffle").label == "Tombola"


def test_an_order_whose_kind_is_gone_can_still_be_read(store):
    order = OrderFactory(store=store, fulfilment="gone")

    assert order.kind.completes_from == ()
    assert order.get_status_display() == "Waiting for payment"


PARCEL = ["parcel-sent-untracked", "parcel-delivered"]


@pytest.mark.parametrize(
    ("kind", "buyer", "seller"),
    [
        ("delivery", ["placed", "accepted", "dispatched", "delivered"], ["new-order"]),
        ("pickup", ["placed", "accepted", "ready"], ["new-order"]),
        ("shipping", ["placed", "accepted-parcel", *PARCEL], ["new-order"]),
        ("ticket", ["tickets"], ["sold"]),
        ("none", ["bought"], ["sold"]),
    ],
)
def test_buyer_and_store_read_what_happens_to_this_kind(ann, store, kind, buyer, seller):
    order = OrderFactory(customer=ann, store=store, fulfilment=kind)
    move(order, "pay", by=SYSTEM)
    for verb, by in [("accept", store.owner), ("prepare", store.owner), ("dispatch", SYSTEM)]:
        with suppress(MoveRefused):
            move(order, verb, by=store.owner if kind == "shipping" else by, minutes=20)
    with suppress(MoveRefused):
        move(order, "complete", by=store.owner)

    kinds = Notice.objects.filter(order=order).order_by("pk").values_list("user", "kind")
    assert [code for user, code in kinds if user == ann.pk] == buyer
    assert [code for user, code in kinds if user == store.owner.pk] == seller


def test_a_code_too_long_for_its_column_is_refused_at_the_start(raffle):
    with pytest.raises(ImproperlyConfigured, match="subscription"):
        fulfilment.register([replace(raffle, code="subscription")])
