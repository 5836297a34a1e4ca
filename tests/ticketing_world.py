"""What tests/site_map.py has of events and tickets of Bea's store: each part is an event of its own."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.opt_in import link_key
from tests.ticketing.buying import hold_seats
from tests.ticketing.check_in_world import make_gate, printed, valid_tickets
from tests.ticketing.factories import (
    guests_ticket,
    make_category,
    make_date,
    make_event,
    seated_date,
    sell_tickets,
    standing_date,
)
from tests.ticketing.seating.plans import document
from tests.ticketing.wishing import fill, waits
from ticketing.changes import cancel_date
from ticketing.checkin.gates import Door
from ticketing.checkin.merging import merge
from ticketing.checkin.scanning import Seen, scan
from ticketing.holds.services import release
from ticketing.models import EventDate, Handover, Plan, Reminder, Ticket, Wish
from ticketing.news import add_news
from ticketing.plans.services import add_plan
from ticketing.reminders import services as reminders
from ticketing.statuses import EventStatus
from ticketing.tickets.handing_over import offer
from ticketing.waiting import wishes

GATE_TOKEN = "token-of-the-north-gate"


@dataclass
class HeldTickets:
    """A ticket of Ann, one of a guest, and one that is offered."""

    ticket: Ticket
    guests: Ticket
    handover: Handover

    @property
    def keys(self):
        return [self.guests.order.guest_key, self.handover.key]


@dataclass
class TicketingWorld:
    scanned: Ticket
    organised: list[EventDate]
    held: HeldTickets
    wish: Wish
    on_sale: EventDate
    announced: EventDate
    plan: Plan  # no date uses it

    @property
    def events(self):
        return [self.organised[0].event.number, self.scanned.event.number]

    @property
    def numbers(self):
        shown = (self.scanned, self.wish.date, self.on_sale, self.announced)
        return [each.event.number for each in shown]

    @property
    def dates(self):
        shown = (*self.organised, self.on_sale, self.wish.date, self.scanned.date)
        return [date.number for date in shown]

    @property
    def codes(self):
        return [each.code for each in (self.held.ticket, self.held.guests, self.scanned)]

    @property
    def keys(self):
        wished = (wishes.CONFIRM_SALT, wishes.LEAVE_SALT, wishes.OFFER_SALT)
        reminded = (reminders.CONFIRM_SALT, reminders.STOP_SALT)
        [reminder] = Reminder.objects.all()
        return [
            GATE_TOKEN,
            *(link_key(self.wish.pk, salt) for salt in wished),
            *(link_key(reminder.pk, salt) for salt in reminded),
        ]


def make_ticketing_world(store, ann):
    return TicketingWorld(
        make_scanned(store, ann),
        make_organised(store),
        make_held_tickets(store, ann),
        make_wish(store, ann),
        make_on_sale(store, ann),
        make_announced(store),
        add_plan(store, document()),
    )


def make_scanned(store, ann):
    """One of two tickets was scanned by Bea, and let in again at a gate without a network."""
    date = seated_date(store)
    gate = make_gate(date.event, token=GATE_TOKEN)
    ticket, used = valid_tickets(date, ann, quantity=2)
    now = timezone.now()
    scan(Door(date, user=store.owner), Seen(uuid4(), printed(used)), now, now)
    again = {"uuid": str(uuid4()), "text": printed(used), "date": date.number, "direction": "in"}
    merge(Door(date, gate=gate), [again | {"letIn": True}], now)
    return ticket


def make_organised(store):
    """One date that is on sale, and one that is cancelled, with prices, a question and news."""
    event = make_event(store, description="An **evening** of songs.")
    make_category(event, "Standing", capacity=3)
    date, cancelled = make_date(event), make_date(event)
    event.questions.create(text="Size of your shirt", kind="choice", choices=["S", "M"])
    now = timezone.now()
    add_news(event, "Support act", "A **band**.", by=store.owner, now=now)
    cancel_date(cancelled, "Rain", by=store.owner, now=now)
    return [date, cancelled]


def make_held_tickets(store, ann):
    date = standing_date(store, asks_names=True, give_back_until=1)
    ticket, offered = sell_tickets(date, ann, 2)
    guests = guests_ticket(date, ann, key="a-guests-key-of-tickets")
    handover = offer(offered, "friend@example.com", by=ann, now=timezone.now())
    return HeldTickets(ticket, guests, handover)


def make_wish(store, ann):
    """Of a mailbox for a sold-out date, whose place is offered to it."""
    date = standing_date(store, capacity=1)
    hold = fill(date, ann)
    wish = waits(date, "waits@example.com")
    release(hold)
    return wish


def make_on_sale(store, ann):
    """Ann holds two of its seats."""
    date = seated_date(store, title="Spring concert")
    hold_seats(date, ann, pieces=2)
    return date


def make_announced(store):
    """A mailbox is to be reminded of it."""
    event = make_event(store, EventStatus.ANNOUNCED, title="Autumn concert")
    make_category(event, "Standing", capacity=3)
    date = make_date(event, sale_opens_at=timezone.now() + timedelta(days=1))
    reminders.ask_by_mail(event, "reminded@example.com")
    return date
