"""Races for tickets, in real threads."""

import uuid

import pytest
from django.utils import timezone

from orders.carts import CartOwner
from orders.models import Order
from orders.placing import place
from orders.quotes import quote
from tests.factories import CONTACT
from tests.popup.baskets import HeldTickets, find
from tests.popup.services import hold
from tests.racing import losers, together

ROUNDS = 5

pytestmark = pytest.mark.django_db(transaction=True)


def order_of(basket: HeldTickets, buyer, token):
    basket.load()
    seen = quote(basket, "raffle", timezone.now(), buyer).fingerprint

    def call():
        return place(
            HeldTickets(basket.held_by),
            buyer,
            fulfilment="raffle",
            contact=CONTACT,
            fingerprint=seen,
            checkout_token=token,
        )[0].pk

    return call


def test_two_buyers_never_hold_one_ticket(raffle, ann, dan):
    held = together(*(lambda who=who: hold(raffle, CartOwner(user=who), 2) for who in (ann, dan)))

    assert len(losers(held)) == 1
    assert raffle.tickets.exclude(held_by=None).count() == 2


@pytest.mark.parametrize("tokens", [1, 2])
def test_one_hold_becomes_one_order(raffle, ann, tokens):
    """A double click sends one token; two tabs send two: the second tab is told."""
    buyer = CartOwner(user=ann)
    for _round in range(ROUNDS):
        basket = find(buyer, str(hold(raffle, buyer, 1)))
        chosen = [uuid.uuid4() for _each in range(tokens)]
        placed = together(*(order_of(basket, buyer, chosen[each % tokens]) for each in range(2)))

        assert len(losers(placed)) == tokens - 1
        Order.objects.get(raffle_tickets__held_by=basket.held_by)
        raffle.tickets.update(held_by=None, order=None)
