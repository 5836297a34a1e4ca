"""From a hold to an order, and what becomes of places and tickets with it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.events import SignedIn
from core.events import publish
from core.lifecycle import move
from orders.baskets import OrderRefused
from orders.carts import CartOwner
from orders.events import OrdersErased
from orders.holds import HoldRefused, hold_until
from orders.models import Order
from orders.services import expire_unpaid_orders
from orders.statuses import Status
from payments.models import Refund
from tests.ticketing.buying import (
    earlier,
    hold_seats,
    lapse,
    order_of,
    ordering,
    pay,
    payment_of,
    states_of,
    statuses_of,
    tickets_of,
)
from tests.ticketing.factories import make_type, seated_date, sell_tickets
from ticketing.baskets import find_hold
from ticketing.holds.services import take
from ticketing.models import Event, Hold, HoldKind, Ticket
from ticketing.statuses import VALID, VOID, VoidReason


def expire(order):
    """Its time to pay is over, by every clock."""
    lapse(order.hold_of_places, seconds=1)
    earlier(order, minutes=11)
    expire_unpaid_orders()
    order.refresh_from_db()
    assert order.status == Status.EXPIRED


def test_an_order_has_a_line_for_each_type_and_a_ticket_for_each_place(seated, ann):
    child = make_type(seated.event.categories.get(), "Child", price=Decimal(20_000))
    hold = hold_seats(seated, ann, 2)
    third = seated.places.filter(state="free").first()
    take(seated, CartOwner(user=ann), [(third.pk, child)], hold=hold)

    order = order_of(hold, ann)

    assert [(line.name, line.quantity, line.total) for line in order.lines.all()] == [
        ("Winter Concert · A · Adult", 2, 100_000),
        ("Winter Concert · A · Child", 1, 20_000),
    ]
    assert statuses_of(order) == ["pending"] * 3
    assert [ticket.price for ticket in tickets_of(order)] == [50_000, 50_000, 20_000]
    assert all(ticket.line.name.endswith(ticket.type.name) for ticket in tickets_of(order))


def test_going_to_pay_extends_the_hold_once_to_the_orders_time(seated, order):
    hold = order.hold_of_places

    assert hold.kind == HoldKind.ORDER
    assert {place.until for place in hold.places.all()} == {order.pay_by}
    assert states_of(seated).count("held") == 2


def test_payment_sells_the_places_and_issues_the_tickets(seated, order):
    pay(order)

    assert order.status == Status.COMPLETED
    assert statuses_of(order) == [VALID, VALID]
    assert all(
        ticket.issued_at and ticket.place.line == ticket.line for ticket in tickets_of(order)
    )
    assert states_of(seated).count("sold") == 2
    assert order.hold_of_places.ended_at is not None


def test_a_lapsed_hold_cannot_be_ordered(seated, ann):
    hold = hold_seats(seated, ann)
    call = ordering(hold, ann)
    lapse(hold)

    with pytest.raises(OrderRefused, match="choose again"):
        call()


def test_a_hold_is_of_no_use_to_anybody_else(seated, ann, dan):
    hold = hold_seats(seated, ann)

    assert find_hold(CartOwner(user=dan), str(hold.token)) is None
    assert find_hold(CartOwner(), str(hold.token)) is None
    assert find_hold(CartOwner(user=ann), "no-uuid") is None
    assert find_hold(CartOwner(user=ann), str(hold.token)).load()


def test_what_a_visitor_holds_is_theirs_once_they_sign_in(seated, ann):
    key = Hold(date=seated).token
    seat = seated.places.first()
    hold = take(seated, CartOwner(visitor_key=key), [(seat.pk, seat.category.types.get())])

    publish(SignedIn(ann, key))

    assert find_hold(CartOwner(user=ann), str(hold.token)).load()
    assert find_hold(CartOwner(visitor_key=key), str(hold.token)) is None


def test_a_type_may_ask_for_a_least_number(seated, ann):
    seated.event.categories.get().types.update(least=2)
    call = ordering(hold_seats(seated, ann), ann)

    with pytest.raises(OrderRefused, match="at least 2 tickets"):
        call()


def test_a_cancelled_event_is_not_ordered_any_more(seated, ann, bea):
    call = ordering(hold_seats(seated, ann), ann)
    move(seated.event, "cancel", by=bea, note="The singer is ill")

    with pytest.raises(OrderRefused, match="not on sale any more"):
        call()


def test_money_for_a_cancelled_event_goes_back(seated, order, bea):
    move(Event.objects.get(), "cancel", by=bea, note="The singer is ill")

    pay(order)

    assert Refund.objects.get().amount == order.total
    assert statuses_of(order) == ["pending", "pending"]


def test_one_person_with_two_accounts_is_one_person(store, ann, dan):
    date = seated_date(store, max_per_person=2)
    sell_tickets(date, ann, 2)
    hold = hold_seats(date, dan, first=3)

    with pytest.raises(OrderRefused, match="A person can have at most 2"):
        order_of(hold, dan, email=ann.email)


def test_an_order_left_by_its_buyer_frees_its_places_at_once(seated, order, ann, dan):
    move(order, "cancel", by=ann)

    assert states_of(seated) == ["free"] * 10
    assert {ticket.void_reason for ticket in tickets_of(order)} == {VoidReason.CANCELLED}
    hold_seats(seated, dan, 2)


def test_an_expired_order_is_revived_by_late_money_if_nobody_took_its_places(seated, order):
    payment = payment_of(order)
    Ticket.objects.filter(order=order).update(holder_name="Ann")
    expire(order)
    assert statuses_of(order) == [VOID, VOID]

    pay(order, payment)

    assert order.status == Status.COMPLETED
    assert statuses_of(order) == [VOID, VOID, VALID, VALID]
    assert {ticket.holder_name for ticket in tickets_of(order)} == {"Ann"}
    assert states_of(seated).count("sold") == 2


def test_late_money_goes_back_if_one_place_is_anothers(seated, order, dan):
    payment = payment_of(order)
    expire(order)
    hold_seats(seated, dan, first=1)

    pay(order, payment)

    assert order.status == Status.EXPIRED
    assert Refund.objects.get().amount == order.total
    assert states_of(seated).count("sold") == 0
    assert not order.tickets.filter(status=VALID).exists()


def test_money_in_time_goes_back_too_if_the_hold_lapsed_and_is_anothers(seated, order, dan):
    lapse(order.hold_of_places)
    hold_seats(seated, dan, first=1)

    pay(order)

    assert order.status == Status.PENDING
    assert Refund.objects.get().amount == order.total


def test_places_follow_an_order_that_may_be_paid_later(seated, order):
    until = timezone.now() + timedelta(days=2)

    hold_until(order, until)

    assert {place.until for place in seated.places.filter(state="held")} == {until}


def test_an_order_whose_places_are_lost_gets_no_more_time(seated, order, dan):
    lapse(order.hold_of_places)
    hold_seats(seated, dan, first=0)
    before = order.pay_by

    with pytest.raises(HoldRefused):
        hold_until(order, timezone.now() + timedelta(days=2))

    order.refresh_from_db()
    assert order.pay_by == before


def test_the_same_page_sent_twice_is_one_order(seated, ann):
    call = ordering(hold_seats(seated, ann), ann)

    (first, is_new), (second, is_new_again) = call(), call()

    assert (first, is_new, is_new_again) == (second, True, False)
    assert Order.objects.count() == 1


def test_names_and_answers_are_erased_with_the_order(order):
    Ticket.objects.update(holder_name="Ann", holder_email="a@example.com", answers={"Age": "9"})

    publish(OrdersErased([order.pk]))

    ticket = tickets_of(order)[0]
    assert (ticket.holder_name, ticket.holder_email, ticket.answers) == ("", "", {})
