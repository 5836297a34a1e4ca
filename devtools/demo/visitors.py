"""Who saw the events of the demo, waits for places, gave a ticket back, and came."""

import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from ticketing.checkin.gates import Door, invite_gate
from ticketing.checkin.scanning import Seen, scan
from ticketing.models import Event, EventDate, EventViews, Ticket, Wish
from ticketing.tickets.giving_back import give_back

VIEWS = (9, 14, 31, 22, 17, 26, 40, 12)  # a day, since the sale began
CAME = (1, 3, 6, 8, 11, 12, 14, 17, 21, 24, 28, 35, 47)  # minutes after the doors opened


def load_views(event: Event, since: datetime) -> None:
    first = timezone.localdate(since)
    EventViews.objects.bulk_create(
        EventViews(event=event, day=first + timedelta(days=number), views=views)
        for number, views in enumerate(VIEWS)
    )


def wait(date: EventDate, users: list[User], now: datetime) -> None:
    """Each waits for three places, so that a single one that comes back is offered to the next."""
    Wish.objects.bulk_create(
        Wish(date=date, user=user, quantity=3, created_at=now, confirmed_at=now) for user in users
    )


def return_ticket(ticket: Ticket, now: datetime) -> None:
    """Its buyer gives it back."""
    give_back(ticket, by=ticket.order.customer, now=now)


def let_in(date: EventDate, by: User) -> None:
    """At one gate, within the hour; some who have tickets did not come."""
    opens = date.doors_at or date.begins_at
    gate, _token = invite_gate(date.event, "입구 Entrance", [], [], by=by)
    for ticket, minutes in zip(date.tickets.order_by("-pk"), CAME, strict=False):
        at = opens + timedelta(minutes=minutes)
        scan(Door(date, gate=gate), Seen(uuid.uuid4(), ticket.code, is_chosen=True), at, at)
