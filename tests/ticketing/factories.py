"""Events, plans and tickets of tests: each call makes one thing with what it needs, cheaply."""

import uuid
from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.db import transaction
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import move
from orders.models import Order, OrderLine
from orders.statuses import Status
from tests.factories import OrderFactory
from tests.walking import Usual, Walk
from ticketing.database_clock import ClockTime
from ticketing.dates.places import make_places
from ticketing.models import (
    Artist,
    Category,
    Event,
    EventDate,
    Hold,
    HoldKind,
    Place,
    Plan,
    PlanVersion,
    Seat,
    Ticket,
    TicketType,
    Venue,
)
from ticketing.seating.geometry import digest_of, geometry_of
from ticketing.seating.plan import plan_of
from ticketing.statuses import EventStatus

numbers = count(1)


def make_artist(name=None, aliases=()):
    return Artist.objects.create(name=name or f"Artist {next(numbers)}", aliases=list(aliases))


def make_venue(name="Jazz Club", **fields):
    usual = {"address": "서울특별시 종로구 세종대로 175", "latitude": 37.57, "longitude": 126.98}
    return Venue.objects.create(name=name, **{**usual, **fields})


def make_event(store, status=EventStatus.PUBLISHED, **fields):
    """An event of the store, without dates and categories, in that status."""
    event = Event.objects.create(store=store, **{"title": "Winter Concert", **fields})
    for each in [EventStatus.PUBLISHED, status] if status == EventStatus.CANCELLED else [status]:
        if each != EventStatus.DRAFT:
            Event.objects.filter(pk=event.pk).update(status=each)
    event.refresh_from_db()
    return event


def make_plan(store, rows=2, seats=5, category="A", section="Main", name="Hall"):
    """A version of a plan with rows 1, 2, … of seats 1, 2, …, each with the guid `<plan>-<row>-<seat>`."""
    plan = Plan.objects.create(store=store, name=name)
    layout = _layout(plan, rows, seats, category, section)
    version = PlanVersion.objects.create(
        plan=plan,
        number=1,
        layout=layout,
        digest=digest_of(geometry_of(plan_of(layout))),
        at=timezone.now(),
    )
    Seat.objects.bulk_create(
        Seat(
            plan=plan,
            guid=f"{plan.pk}-{row}-{number}",
            section=section,
            row=str(row),
            number=str(number),
            category=category,
            x=number * 20.0,
            y=row * 20.0,
            position=(row - 1) * seats + number - 1,
        )
        for row in range(1, rows + 1)
        for number in range(1, seats + 1)
    )
    return version


def _layout(plan, rows, seats, category, section):
    described = [
        {
            "row_number": str(row),
            "position": {"x": 0, "y": row * 20},
            "seats": [
                {
                    "seat_guid": f"{plan.pk}-{row}-{number}",
                    "seat_number": str(number),
                    "position": {"x": number * 20, "y": 0},
                    "category": category,
                }
                for number in range(1, seats + 1)
            ],
        }
        for row in range(1, rows + 1)
    ]
    zone = {"name": section, "position": {"x": 0, "y": 0}, "rows": described, "areas": []}
    size = {"width": (seats + 1) * 20, "height": (rows + 1) * 20}
    categories = [{"name": category, "color": "#0f62fe"}]
    return {"name": plan.name, "categories": categories, "zones": [zone], "size": size}


def make_category(event, name="A", capacity=None, price=Decimal(50_000), **type_fields):
    """A category with one type of tickets, "Adult"; with a capacity it has no numbers."""
    category = Category.objects.create(event=event, name=name, capacity=capacity)
    make_type(category, price=price, **type_fields)
    return category


def make_type(category, name="Adult", price=Decimal(50_000), **fields):
    return TicketType.objects.create(category=category, name=name, price=price, **fields)


def make_date(event, begins_in=timedelta(days=30), **fields):
    """A date with its places, on sale now."""
    date = EventDate.objects.create(event=event, begins_at=timezone.now() + begins_in, **fields)
    make_places(date)
    return date


def seated_date(store, rows=2, seats=5, **event_fields):
    """A date of a published event with seats of category "A"."""
    version = make_plan(store, rows, seats)
    event = make_event(store, **event_fields)
    make_category(event)
    return make_date(event, plan_version=version)


def standing_date(store, capacity=10, **event_fields):
    """A date of a published event with places without numbers, of the category "Standing"."""
    event = make_event(store, **event_fields)
    make_category(event, "Standing", capacity=capacity)
    return make_date(event)


def numbers_of(date):
    """As in its URL, the other way around."""
    return [date.number, date.event.number]


def type_of(date, name="Adult"):
    return TicketType.objects.filter(category__event=date.event_id).get(name=name)


@transaction.atomic
def sell_tickets(date, buyer, quantity=1, type_=None, places=None, pay=None, by_moves=None):
    """Valid tickets of free places in a completed order of the buyer, without the checkout.

    With `pay`, such as tests.captures.pay, also with a payment. With `by_moves` they have all that follows
    from the payment: notices, mails, what is sent to open pages.
    """
    type_ = type_ or type_of(date)
    places = places or list(date.places.filter(state="free", category=type_.category)[:quantity])
    order = _order_of(date, buyer, type_, len(places))
    line = order.lines.get()
    hold = Hold.objects.create(
        date=date, user=buyer, token=uuid.uuid4(), kind=HoldKind.ORDER, order=order
    )
    keys = [place.pk for place in places]
    until = timezone.now() + timedelta(minutes=10)
    Place.objects.filter(pk__in=keys).update(state="held", hold=hold, until=until, type=type_)
    tickets = [_ticket(date, place, type_, line) for place in places]
    if pay:
        pay(order)
    elif Usual.by_moves if by_moves is None else by_moves:
        move(order, "pay", by=SYSTEM)
    else:
        _skip_to_valid(order, hold, line, tickets)
    return list(Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]))


def _skip_to_valid(order, hold, line, tickets):
    """As the payment of the order, but only the rows of the order, its places and its tickets."""
    hold.places.update(state="sold", hold=None, until=None, line=line)
    Hold.objects.filter(pk=hold.pk).update(ended_at=ClockTime())
    for row, verbs in [*((ticket, ["issue"]) for ticket in tickets), (order, ["pay", "complete"])]:
        walk = Walk(row)
        for verb in verbs:
            walk.step(verb, SYSTEM)
        walk.save()


def guests_ticket(date, buyer, key="secret"):
    """A ticket of a guest's order with this key; the buyer only lends an e-mail."""
    [ticket] = sell_tickets(date, buyer)
    Order.objects.filter(pk=ticket.order_id).update(customer=None, guest_key=key)
    return Ticket.objects.get(pk=ticket.pk)


def _order_of(date, buyer, type_, quantity):
    """Of one line, which the order's factory wrote."""
    total = type_.price * quantity
    order = OrderFactory(
        customer=buyer,
        store=date.event.store,
        fulfilment="ticket",
        status=Status.PENDING,
        total=total,
        email=buyer.email,
    )
    OrderLine.objects.filter(order=order).update(
        name=f"{date.event} · {type_}", unit_price=type_.price, quantity=quantity
    )
    return order


def _ticket(date, place, type_, line):
    return Ticket.objects.create(
        event=date.event,
        date=date,
        place=place,
        type=type_,
        line=line,
        order=line.order,
        price=type_.price,
    )
