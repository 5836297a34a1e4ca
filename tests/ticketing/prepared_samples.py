"""Rows for the prepared SELECTs of ticketing to find, and the arguments that find them."""

from uuid import uuid4

from orders.carts import CartOwner
from tests.factories import StoreFactory, UserFactory
from tests.ticketing.buying import hold_seats, order_of
from tests.ticketing.factories import (
    make_event,
    numbers_of,
    seated_date,
    sell_tickets,
    standing_date,
    type_of,
)
from ticketing.holds.services import take
from ticketing.models import Ticket


def sold_ticket():
    return sell_tickets(standing_date(StoreFactory(), capacity=1), UserFactory())[0]


def holder_and_ticket():
    ticket = sold_ticket()
    return [ticket.order.customer_id, ticket]


def key_and_ticket():
    """Of a ticket that was handed over to a reader without an account."""
    ticket = sold_ticket()
    Ticket.objects.update(holder_key="key-of-the-reader")
    return ["key-of-the-reader", ticket]


def with_code(holder, ticket):
    return [holder, ticket.code]


def with_neighbours(holder, ticket):
    return [holder, ticket.order_id, ticket.date_id, ticket.pk]


def users_hold():
    return hold_seats(seated_date(StoreFactory()), UserFactory())


def seat_held():
    return users_hold().places.get()


def visitors_hold():
    date = standing_date(StoreFactory())
    place = date.places.first()
    return take(date, CartOwner(visitor_key=uuid4()), [(place.pk, type_of(date))])


def ordered_hold():
    hold = users_hold()
    return order_of(hold, hold.user)


def hold_and(owner, hold):
    return [hold.token, getattr(hold, owner)]


def date_kind_and(owner, hold):
    return [hold.date_id, "basket", getattr(hold, owner)]


def event_and_number(date):
    return [date.event_id, date.number]


def owner_and_number(event):
    return [event.store.owner_id, event.number]


TICKETING_SAMPLES = {
    "ticketing.holds.queries.held_places": lambda: [users_hold().pk],
    "ticketing.holds.queries.hold_of_user": lambda: hold_and("user_id", users_hold()),
    "ticketing.holds.queries.hold_of_visitor": lambda: hold_and("visitor_key", visitors_hold()),
    "ticketing.holds.queries.lock_held_places": lambda: [users_hold().pk],
    "ticketing.holds.queries.lock_open_hold": lambda: [users_hold().pk],
    "ticketing.holds.queries.open_hold": lambda: [users_hold().pk],
    "ticketing.holds.queries.date_with_store": lambda: [standing_date(StoreFactory()).pk],
    "ticketing.holds.queries.live_holds_of_user": lambda: date_kind_and("user_id", users_hold()),
    "ticketing.holds.queries.live_holds_of_visitor": lambda: date_kind_and(
        "visitor_key", visitors_hold()
    ),
    "ticketing.holds.queries.changed_places": lambda: [[seat_held().pk]],
    "ticketing.holds.queries.places_at": lambda: [seat_held().date_id, [0, 1]],
    "ticketing.holds.queries.lock_places": lambda: [(place := seat_held()).date_id, [place.pk]],
    "ticketing.holds.queries.lock_hold": lambda: [users_hold().pk],
    "ticketing.offers.categories_of_event": lambda: [standing_date(StoreFactory()).event_id],
    "ticketing.panels.tickets_of_page": lambda: [sold_ticket().order_id],
    "ticketing.payment_ways.event_of_order": lambda: [ordered_hold().pk],
    "ticketing.queries.date_of_event": lambda: event_and_number(standing_date(StoreFactory())),
    "ticketing.queries.event_of_member": lambda: owner_and_number(make_event(StoreFactory())),
    "ticketing.queries.event_with_store": lambda: [make_event(StoreFactory()).number],
    "ticketing.queries.public_date": lambda: numbers_of(standing_date(StoreFactory())),
    "ticketing.tickets.shown.ticket_of_user": lambda: with_code(*holder_and_ticket()),
    "ticketing.tickets.shown.ticket_with_key": lambda: with_code(*key_and_ticket()),
    "ticketing.tickets.shown.neighbours_of_user": lambda: with_neighbours(*holder_and_ticket()),
    "ticketing.tickets.shown.neighbours_with_key": lambda: with_neighbours(*key_and_ticket()),
    "ticketing.tickets.notifications.issued_tickets": lambda: [sold_ticket().order_id],
    "ticketing.tickets.services.pending_tickets": lambda: [ordered_hold().pk],
}
