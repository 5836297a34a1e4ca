"""Races for places, in real threads."""

import uuid
from datetime import timedelta
from itertools import chain

import pytest
from django.utils import timezone

from core.lifecycle import MoveRefused, move
from orders.baskets import OrderRefused
from orders.carts import CartOwner
from orders.models import Order
from orders.services import expire_unpaid_orders
from payments.models import Refund
from tests.racing import losers, together
from tests.ticketing.buying import (
    earlier,
    hold_seats,
    lapse,
    order_of,
    ordering,
    pay,
    payment_of,
    states_of,
)
from tests.ticketing.factories import standing_date, type_of
from ticketing.changes import cancel_date
from ticketing.holds.choosing import Choice, hold_choice
from ticketing.holds.services import release, take, take_any
from ticketing.models import DateChange, Hold, Ticket
from ticketing.refusals import PlacesBusy, PlacesGone, PlacesRefused, SoldOut
from ticketing.statuses import VALID
from ticketing.tasks import continue_changes

ROUNDS = 4
THREADS = 20
TRIES = 10  # of each thread, every one another buyer

pytestmark = pytest.mark.django_db(transaction=True)


def visitor():
    return CartOwner(visitor_key=uuid.uuid4())


def attempts(call):
    """A thread's tries in a row: what came of each."""

    def outcome():
        try:
            return call()
        except PlacesRefused as refusal:
            return refusal

    return lambda: [outcome() for _each in range(TRIES)]


def test_one_seat_and_two_hundred_buyers_are_one_hold(seated):
    seat, type_ = seated.places.first(), type_of(seated)

    results = together(
        *[attempts(lambda: take(seated, visitor(), [(seat.pk, type_)])) for _each in range(THREADS)]
    )

    outcomes = list(chain.from_iterable(results))
    assert len(outcomes) == THREADS * TRIES
    [winner] = [each for each in outcomes if isinstance(each, Hold)]
    assert {type(each) for each in outcomes if each != winner} == {PlacesGone}
    assert Hold.objects.get() == winner == seated.places.get(state="held").hold


def test_places_without_numbers_are_never_sold_beyond_their_number(store):
    date = standing_date(store, capacity=25)
    category, type_ = date.event.categories.get(), type_of(date)

    results = together(
        *[
            attempts(lambda: take_any(date, visitor(), category, type_, 2))
            for _each in range(THREADS)
        ]
    )

    outcomes = list(chain.from_iterable(results))
    held = [each for each in outcomes if isinstance(each, Hold)]
    assert {type(each) for each in outcomes} <= {Hold, PlacesBusy, SoldOut}
    assert len(held) == 12  # one place is left: each buyer wants two
    assert states_of(date).count("held") == 24
    assert Hold.objects.count() == 12


def test_buyers_of_overlapping_seats_in_opposite_order_never_deadlock(seated):
    type_, keys = type_of(seated), list(seated.places.values_list("pk", flat=True))
    wanted = [(pk, type_) for pk in keys]

    for _round in range(ROUNDS):
        orders = [wanted, wanted[::-1]] * 3
        results = together(*[lambda each=each: take(seated, visitor(), each) for each in orders])

        assert {type(each) for each in losers(results)} == {PlacesGone}
        [hold] = [each for each in results if isinstance(each, Hold)]
        assert hold.places.count() == len(keys)
        release(hold)


def test_a_release_and_a_take_of_the_same_seats_both_end(seated, ann, dan):
    for _round in range(ROUNDS):
        hold = hold_seats(seated, ann, 10)

        freed, taken = together(
            lambda hold=hold: release(hold), lambda: hold_seats(seated, dan, 10)
        )

        assert freed == 10
        assert isinstance(taken, Hold | PlacesGone)
        is_taken = isinstance(taken, Hold)
        assert states_of(seated) == (["held"] if is_taken else ["free"]) * 10
        if is_taken:
            release(taken)


def test_a_hold_that_ends_while_it_is_paid_goes_to_one_of_both(seated, ann, dan):
    for _round in range(ROUNDS):
        order = order_of(hold_seats(seated, ann), ann)
        payment = payment_of(order)
        lapse(order.hold_of_places, seconds=1)

        paid, taken = together(
            lambda order=order, payment=payment: pay(order, payment),
            lambda: hold_seats(seated, dan),
        )

        order.refresh_from_db()
        is_sold = order.status == "completed"
        assert paid == payment
        assert is_sold == isinstance(taken, PlacesGone)
        assert Ticket.objects.filter(order=order, status=VALID).exists() == is_sold
        assert Refund.objects.filter(payment=payment).exists() != is_sold
        empty(seated, order, taken, by=ann)


def test_late_money_and_the_next_buyer(seated, ann, dan):
    for _round in range(ROUNDS):
        order = order_of(hold_seats(seated, ann), ann)
        payment = payment_of(order)
        lapse(order.hold_of_places, seconds=1)
        earlier(order, minutes=11)
        expire_unpaid_orders()

        _paid, taken = together(
            lambda order=order, payment=payment: pay(order, payment),
            lambda: hold_seats(seated, dan),
        )

        order.refresh_from_db()
        is_sold = order.status == "completed"
        assert is_sold == isinstance(taken, PlacesGone)
        assert Refund.objects.filter(payment=payment).exists() != is_sold
        empty(seated, order, taken, by=ann)


def test_a_double_click_holds_once(standing, ann):
    """The same page sent by several threads, without an error."""
    choice, token = Choice(areas=[(type_of(standing), 2)]), uuid.uuid4()
    buyer = CartOwner(user=ann)

    held = together(*[lambda: hold_choice(standing, buyer, choice, token) for _each in range(3)])

    assert not losers(held)
    assert states_of(standing).count("held") == 2


@pytest.mark.parametrize("tokens", [1, 2])
def test_one_hold_becomes_one_order(seated, ann, tokens):
    """A double click sends one token; two tabs send two: the second tab is refused."""
    hold = hold_seats(seated, ann, 2)
    chosen = [uuid.uuid4() for _each in range(tokens)]
    calls = [ordering(hold, ann, chosen[each % tokens]) for each in range(2)]

    placed = together(*calls)

    assert len(losers(placed)) == tokens - 1
    assert Order.objects.get().tickets.count() == 2


def test_an_order_is_cancelled_while_it_is_paid(seated, ann):
    for _round in range(ROUNDS):
        order = order_of(hold_seats(seated, ann, 2), ann)
        payment = payment_of(order)

        _paid, cancelled = together(
            lambda order=order, payment=payment: pay(order, payment),
            lambda order=order: move(Order.objects.get(pk=order.pk), "cancel", by=ann),
        )

        order.refresh_from_db()
        is_sold = order.status == "completed"
        assert is_sold == isinstance(cancelled, MoveRefused)
        assert states_of(seated).count("sold") == (2 if is_sold else 0)
        assert Refund.objects.filter(payment=payment).exists() != is_sold
        empty(seated, order, None, by=ann)


@pytest.mark.parametrize("is_placed", [True, False])
def test_a_date_is_cancelled_while_it_is_paid_or_ordered(store, ann, bea, is_placed):
    """In either order: no ticket is left, and all money goes back."""
    for _round in range(ROUNDS):
        date = standing_date(store)
        order_it = ordering(hold_seats(date, ann), ann)
        payment = payment_of(order_it()[0]) if is_placed else None
        step = (lambda p=payment: pay(p.order, p)) if is_placed else order_it

        together(step, lambda date=date: cancel_date(date, "Rain", by=bea, now=timezone.now()))

        DateChange.objects.update(at=timezone.now() - timedelta(hours=1))  # its job is overdue
        continue_changes()
        assert not Ticket.objects.exclude(status="void").exists()
        assert not Order.objects.filter(status="pending").exists()
        assert not is_placed or payment.refunds.get().amount == payment.amount


def test_two_spellings_of_one_mailbox_are_one_person(store, ann, dan):
    date = standing_date(store, max_per_person=1)
    emails = {ann: "kim@example.com", dan: "KIM+tickets@example.com"}
    calls = [
        ordering(hold_seats(date, user, first=each), user, email=emails[user])
        for each, user in enumerate(emails)
    ]

    placed = together(*calls)

    assert [type(each) for each in losers(placed)] == [OrderRefused]
    assert Order.objects.count() == 1


def test_one_person_in_many_tabs_never_exceeds_the_limit(store, ann):
    date = standing_date(store, capacity=20, max_per_person=3)
    category, type_ = date.event.categories.get(), type_of(date)

    together(
        *[lambda: take_any(date, CartOwner(user=ann), category, type_, 1) for _each in range(8)]
    )

    assert states_of(date).count("held") == 3
    assert Hold.objects.count() == 1


def empty(date, order, taken, *, by):
    """Free what the round took, as if it were long ago."""
    if isinstance(taken, Hold):
        release(taken)
    date.places.filter(state="sold").update(state="free", line=None, type=None)
    past = timezone.now() - timedelta(hours=1)
    date.places.filter(state="held").update(until=past)
    order.tickets.filter(status=VALID).update(status="void", void_reason="refunded", voided_at=past)
