"""Gates: a phone is invited to check in at one event by a link, which is shown once."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from stores.access import Right, may, stores_with
from ticketing.models import Event, EventDate, Gate, Seat, Ticket, TicketType

TOKEN_BYTES = 24
SEEN_EVERY = timedelta(minutes=1)  # how exact `seen_at` is: not a write for each scan


@dataclass(frozen=True)
class Door:
    """Where and by whom is scanned: at a date, by a gate's phone or by a member."""

    date: EventDate
    gate: Gate | None = None
    user: User | None = None
    sections: frozenset[str] = frozenset()
    types: frozenset[int] = frozenset()

    @property
    def event(self) -> Event:
        return self.date.event

    def is_for(self, ticket: Ticket) -> bool:
        """Whether its section and type are let in here."""
        return (not self.types or ticket.type_id in self.types) and (
            not self.sections or section_of(ticket) in self.sections
        )


@transaction.atomic
def invite_gate(
    event: Event, name: str, sections: Iterable[str], types: Iterable[TicketType], *, by: User
) -> tuple[Gate, str]:
    """A new gate, and the token of its link, which is stored nowhere."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    gate = Gate.objects.create(
        event=event, name=name, sections=[*sections], token_hash=hash_of(token), created_by=by
    )
    gate.types.set(types)
    return gate, token


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def revoke_gate(gate: Gate, now: datetime) -> None:
    """Its phone sees nothing any more; what it scanned stays."""
    Gate.objects.filter(pk=gate.pk, revoked_at=None).update(revoked_at=now)


def mark_seen(gate: Gate, now: datetime) -> None:
    if gate.seen_at is None or gate.seen_at < now - SEEN_EVERY:
        Gate.objects.filter(pk=gate.pk).update(seen_at=now)


def door_of_gate(gate: Gate, date: EventDate) -> Door:
    types = frozenset(gate.types.values_list("pk", flat=True))
    return Door(date, gate=gate, sections=frozenset(gate.sections), types=types)


def events_for(user: User) -> QuerySet[Event]:
    """Events at which the user checks in as a member."""
    return Event.objects.public().filter(store__in=stores_with(user, Right.CHECK_IN))


def may_check_in(user: User, event: Event) -> bool:
    return may(user, event.store, Right.CHECK_IN)


def section_of(ticket: Ticket) -> str:
    """The section of its seat; "" without a seat."""
    return ticket.place.seat.section if ticket.place.seat else ""


def sections_of(event: Event) -> list[str]:
    """The sections of the event's plans."""
    seats = Seat.objects.filter(plan__versions__dates__event=event, is_current=True)
    return list(seats.order_by("section").values_list("section", flat=True).distinct())


def date_at(event: Event, now: datetime) -> EventDate | None:
    """The date that begins nearest to now; cancelled ones only if there is no other."""
    dates = sorted(event.dates.all(), key=lambda date: abs(date.begins_at - now))
    return next((date for date in dates if not date.cancelled_at), dates[0] if dates else None)
