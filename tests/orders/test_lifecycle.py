"""Every (status, verb, role) of an order against a table written independently of the moves."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Role
from core.actors import SYSTEM, Guest
from core.lifecycle import AlreadyDone, MoveForbidden, MoveRefused, UnknownMove, move, open_moves
from orders.lifecycle import HISTORY_LABELS, MOVES
from orders.move_forms import FORMS, move_form
from orders.statuses import Status
from tests.factories import OrderFactory, RiderFactory, StoreFactory, UserFactory

# status, verb, the resulting status, who may (buyer: customer or guest with the key), for which fulfilment
LEGAL = """
pending     pay       paid        system        delivery pickup shipping
pending     pay       completed   system        ticket none
pending     expire    expired     system        delivery pickup shipping ticket none
expired     revive    paid        system        delivery pickup shipping
expired     revive    completed   system        ticket none
pending     cancel    cancelled   buyer admin   delivery pickup shipping ticket none
pending     withdraw  cancelled   system        delivery pickup shipping ticket none
paid        cancel    cancelled   buyer admin   delivery pickup shipping
paid        accept    accepted    owner admin   delivery pickup shipping
paid        reject    rejected    owner admin   delivery pickup shipping
accepted    prepare   ready       owner admin   delivery pickup shipping
accepted    dispatch  dispatched  owner admin system shipping
ready       dispatch  dispatched  owner admin system shipping
dispatched  complete  completed   owner admin system shipping
accepted    dispatch  dispatched  system        delivery
ready       dispatch  dispatched  system        delivery
dispatched  complete  completed   carrier system delivery
dispatched  bring_back ready      carrier system delivery
accepted    turn_into_pickup accepted owner admin delivery
ready       turn_into_pickup ready owner admin  delivery
ready       complete  completed   owner admin   pickup
accepted    cancel_by_store  cancelled   owner admin   delivery pickup shipping
ready       cancel_by_store  cancelled   owner admin   delivery pickup shipping
dispatched  cancel_by_store  cancelled   owner admin   delivery shipping
"""
ROLES = (
    "buyer",
    "carrier",
    "stranger",
    "owner",
    "other owner",
    "admin",
    "staff",
    "system",
    "wrong key",
)
# Made by the system, or on pages of higher apps.
NO_BUTTON = {"pay", "expire", "revive", "withdraw", "dispatch", "bring_back", "turn_into_pickup"}
NEVER = {
    "pickup": {Status.DISPATCHED},
    "ticket": {Status.PAID, Status.ACCEPTED, Status.READY, Status.DISPATCHED, Status.REJECTED},
    "none": {Status.PAID, Status.ACCEPTED, Status.READY, Status.DISPATCHED, Status.REJECTED},
}
REACHABLE = [
    (status, fulfilment)
    for status in Status
    for fulfilment in ("delivery", "pickup", "shipping", "ticket", "none")
    if status not in NEVER.get(fulfilment, ())
]
ALL_DETAILS = {"note": "Sold out of noodles", "minutes": 20}


def expected(fulfilment):
    """{(status, verb, role): resulting status}"""
    result = {}
    for line in LEGAL.strip().splitlines():
        status, verb, target, *rest = line.split()
        if fulfilment in rest:
            result |= {(status, verb, role): target for role in rest if role in ROLES}
    return result


@pytest.fixture
def actors(ann, bea, dan):
    """Actors by role; the test adds the buyer."""
    other = UserFactory(role=Role.OWNER)
    StoreFactory(owner=other)
    return {
        "stranger": dan,
        "owner": bea,
        "other owner": other,
        "admin": UserFactory(is_staff=True, is_superuser=True),
        "staff": UserFactory(is_staff=True),
        "system": SYSTEM,
        "wrong key": Guest("guessed"),
    }


def attempt(order, verb, actor):
    """The resulting status, or the refusal's class; rolled back either way."""
    try:
        with transaction.atomic():
            move(order, verb, by=actor, now=order.pay_by + timedelta(minutes=1), **ALL_DETAILS)
            target = order.status
            transaction.set_rollback(True)
    except MoveRefused as refusal:
        return type(refusal)
    return target


def buyer_of(order):
    return order.customer or Guest(order.guest_key)


@pytest.mark.parametrize(("status", "fulfilment"), REACHABLE)
def test_moves_match_the_expected_table(actors, ann, store, status, fulfilment):
    guest = fulfilment == "pickup"
    buyer = {"customer": None, "guest_key": "secret"} if guest else {"customer": ann}
    order = OrderFactory(store=store, status=status, fulfilment=fulfilment, **buyer)
    actors |= {"buyer": buyer_of(order), "carrier": order.carrier or RiderFactory().user}

    happened = {}
    for role in ROLES:
        for verb in MOVES:
            outcome = attempt(order, verb, actors[role])
            if isinstance(outcome, str):
                happened[status, verb, role] = outcome
                order.refresh_from_db()

    assert happened == {
        triple: target for triple, target in expected(fulfilment).items() if triple[0] == status
    }


@pytest.mark.parametrize(("status", "fulfilment"), REACHABLE)
def test_open_moves_are_those_that_succeed(actors, ann, store, status, fulfilment):
    order = OrderFactory(customer=ann, store=store, status=status, fulfilment=fulfilment)
    actors |= {"buyer": ann, "carrier": order.carrier or RiderFactory().user}

    for role in ROLES:
        buttons = {button.verb for button in open_moves(order, actors[role])}
        legal = {verb for at, verb, who in expected(fulfilment) if (at, who) == (status, role)}
        assert buttons == legal - NO_BUTTON, role


@pytest.mark.parametrize(
    ("role", "status", "verb", "refusal"),
    [
        ("stranger", "paid", "accept", MoveForbidden),
        ("owner", "accepted", "reject", MoveRefused),
        ("owner", "accepted", "accept", AlreadyDone),
        ("owner", "paid", "explode", UnknownMove),
    ],
)
def test_refusals_have_different_classes(actors, ann, store, role, status, verb, refusal):
    order = OrderFactory(customer=ann, store=store, status=status)

    assert attempt(order, verb, actors[role]) is refusal


def test_a_pickup_cannot_be_dispatched(store):
    order = OrderFactory(store=store, status=Status.READY, fulfilment="pickup")

    assert attempt(order, "dispatch", SYSTEM) is UnknownMove


@pytest.mark.parametrize("minutes", [None, 0, -5, 241, 10**30, "20", 20.5])
def test_accepting_needs_valid_minutes(bea, store, minutes):
    order = OrderFactory(store=store, status=Status.PAID)

    with pytest.raises(MoveRefused, match="how many minutes"):
        move(order, "accept", by=bea, minutes=minutes)


@pytest.mark.parametrize(("status", "verb"), [("paid", "reject"), ("ready", "cancel_by_store")])
@pytest.mark.parametrize("note", ["", "  \n "])
def test_rejecting_and_cancelling_need_a_reason(bea, store, status, verb, note):
    order = OrderFactory(store=store, status=status)

    with pytest.raises(MoveRefused, match="reason"):
        move(order, verb, by=bea, note=note)


def test_an_order_expired_long_ago_cannot_be_revived(store):
    order = OrderFactory(store=store, status=Status.EXPIRED)

    with pytest.raises(MoveRefused, match="too long ago"):
        move(order, "revive", by=SYSTEM, now=order.pay_by + timedelta(hours=2))


def test_every_verb_has_a_history_label():
    assert set(HISTORY_LABELS) == {"start", *MOVES}


def test_every_form_belongs_to_a_move_and_satisfies_its_objection(bea, store):
    order = OrderFactory(store=store, status=Status.PAID)
    form = move_form("accept", {"minutes": "15"})

    assert set(FORMS) <= set(MOVES)
    assert form.is_valid()
    move(order, "accept", by=bea, **form.cleaned_data)


@pytest.mark.parametrize("minutes", ["", "0", "-1", "241", "1e3", "９９９９", "x" * 9999, "🍜"])
def test_the_form_of_accept_refuses_invalid_minutes(minutes):
    assert not move_form("accept", {"minutes": minutes}).is_valid()
