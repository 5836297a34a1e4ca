"""Races between who waits, who pays what was offered, and other buyers, in real threads."""

from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.services import delete_account
from orders.baskets import OrderRefused
from orders.carts import CartOwner
from orders.services import expire_unpaid_orders
from tests.factories import UserFactory
from tests.racing import losers, together
from tests.ticketing.buying import earlier, lapse, order_of, ordering, pay, payment_of, states_of
from tests.ticketing.factories import sell_tickets, standing_date, type_of
from tests.ticketing.wishing import fill, held_of, offer_is_over, offer_lapses, waits
from ticketing.holds.services import release, take
from ticketing.models import Hold, HoldKind, Wish
from ticketing.refusals import PlacesRefused
from ticketing.statuses import VoidReason
from ticketing.tickets.services import void
from ticketing.waiting.offers import bind_offer, pass_on_offers
from ticketing.waiting.wishes import WaitingRefused, leave

ROUNDS = 4

pytestmark = pytest.mark.django_db(transaction=True)


def giving_back(ticket):
    @transaction.atomic
    def call():
        void([ticket], VoidReason.GIVEN_BACK, now=timezone.now())

    return call


def test_an_offer_that_lapses_while_it_is_ordered_goes_to_one_of_both(store, ann, dan, cy):
    for _round in range(ROUNDS):
        date = standing_date(store, capacity=1)
        hold = fill(date, cy)
        first, second = waits(date, ann), waits(date, dan, later=1)
        release(hold)
        held_of(first)
        order_it = ordering(first.offer, ann)
        offer_lapses(first, seconds=-0.01)

        placed, _swept = together(order_it, pass_on_offers)
        # What was locked or not over yet is up to the next sweep.
        offer_is_over(first)
        pass_on_offers()

        is_ordered = not isinstance(placed, OrderRefused)
        assert (held_of(second) == 1) != is_ordered
        held = date.places.get().hold
        assert held.kind == (HoldKind.ORDER if is_ordered else HoldKind.OFFER)
        first.refresh_from_db()
        assert bool(first.ended_at) != is_ordered


def test_what_was_offered_is_paid_late_while_it_goes_to_the_next(store, ann, dan, cy):
    for _round in range(ROUNDS):
        date = standing_date(store, capacity=1)
        hold = fill(date, cy)
        first, second = waits(date, ann), waits(date, dan, later=1)
        release(hold)
        held_of(first)
        order = order_of(first.offer, ann)
        payment = payment_of(order)
        lapse(order.hold_of_places)
        earlier(order, minutes=11)
        expire_unpaid_orders()

        together(lambda o=order, p=payment: pay(o, p), pass_on_offers)

        order.refresh_from_db()
        is_sold = order.status == "completed"
        assert (held_of(second) == 1) != is_sold
        assert payment.refunds.exists() != is_sold


def test_two_places_given_back_at_once_are_one_offer_to_who_waits_for_two(store, ann, cy):
    for _round in range(ROUNDS):
        date = standing_date(store, capacity=2)
        tickets = [sell_tickets(date, cy, 1)[0] for _each in range(2)]
        wish = waits(date, ann, quantity=2)

        results = together(*map(giving_back, tickets))

        assert losers(results) == []
        assert held_of(wish) == 2
        assert Hold.objects.filter(date=date, kind=HoldKind.OFFER).count() == 1


def test_two_places_given_back_at_once_are_one_offer_to_who_waits_for_one(store, ann, cy):
    for _round in range(ROUNDS):
        date = standing_date(store, capacity=2)
        tickets = [sell_tickets(date, cy, 1)[0] for _each in range(2)]
        wish = waits(date, ann)

        results = together(*map(giving_back, tickets))

        assert losers(results) == []
        assert held_of(wish) == 1
        assert sorted(states_of(date)) == ["free", "held"]


def test_who_leaves_while_offered_never_blocks_a_place(store, ann, dan, cy):
    for _round in range(ROUNDS):
        date = standing_date(store, capacity=1)
        hold = fill(date, cy)
        first, second = waits(date, ann), waits(date, dan, later=1)

        results = together(
            lambda first=first: leave(first.pk), lambda hold=hold: release(hold), pass_on_offers
        )

        assert losers(results) == []
        pass_on_offers()
        first.refresh_from_db()
        assert first.outcome == "left"
        assert held_of(second) == 1


def test_who_leaves_while_they_order_what_is_offered(store, ann, cy):
    for _round in range(ROUNDS):
        date = standing_date(store, capacity=1)
        hold = fill(date, cy)
        wish = waits(date, ann)
        release(hold)
        held_of(wish)

        placed, left = together(ordering(wish.offer, ann), lambda wish=wish: leave(wish.pk))

        is_ordered = not isinstance(placed, OrderRefused)
        assert left is True
        assert states_of(date) == ["held" if is_ordered else "free"]


def test_a_given_back_place_is_never_the_buyers_who_takes_it_at_this_moment(store, ann, dan, cy):
    for _round in range(ROUNDS):
        date = standing_date(store, capacity=1)
        [ticket] = sell_tickets(date, cy, 1)
        wish = waits(date, ann)
        place, type_ = date.places.get(), type_of(date)
        buyer = CartOwner(user=dan)

        _freed, taken = together(
            giving_back(ticket),
            lambda date=date, buyer=buyer, place=place, type_=type_: take(
                date, buyer, [(place.pk, type_)]
            ),
        )

        assert isinstance(taken, PlacesRefused)
        assert held_of(wish) == 1
        assert Wish.objects.get(pk=wish.pk).offer == date.places.get().hold


def test_places_that_are_given_back_while_who_waits_deletes_the_account(store, ann, cy):
    for _round in range(ROUNDS):
        date = standing_date(store, capacity=1)
        leaving = UserFactory()
        hold = fill(date, cy)
        waits(date, leaving), waits(date, ann, later=1)

        results = together(partial(delete_account, leaving), partial(release, hold))
        pass_on_offers()

        assert losers(results) == []
        assert not Wish.objects.filter(user=leaving).exists()
        assert Wish.objects.get(date=date).offer == date.places.get().hold


def test_who_deletes_the_account_while_opening_an_offer(store, cy):
    for _round in range(ROUNDS):
        date = standing_date(store, capacity=1)
        leaving = UserFactory()
        hold = fill(date, cy)
        wish = waits(date, leaving.email)
        release(hold)
        wish.refresh_from_db()

        deleted, opened = together(
            partial(delete_account, leaving), partial(bind_offer, wish, CartOwner(user=leaving))
        )

        assert deleted is None
        assert isinstance(opened, Hold | WaitingRefused)
        assert not date.places.exclude(hold=None).exists()


def test_two_who_wait_for_each_others_offers_delete_their_accounts(store, cy):
    for _round in range(ROUNDS):
        first, second = UserFactory(), UserFactory()
        dates = [standing_date(store, capacity=1) for _date in range(2)]
        holds = [fill(date, cy) for date in dates]
        waits(dates[0], first), waits(dates[0], second, later=1)
        waits(dates[1], second), waits(dates[1], first, later=1)
        release(holds[0]), release(holds[1])

        results = together(partial(delete_account, first), partial(delete_account, second))

        assert losers(results) == []
