"""Tickets as their holders see them: in words, with the addresses of their pages."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.timezone import get_default_timezone

from core.actors import Actor, Guest
from core.lifecycle import Attempt
from core.panels import TimelineEntry
from core.prepared import Prepared
from ticketing.access import holds_it
from ticketing.lifecycle import cannot_be_renamed, too_late_to_hand_over
from ticketing.models import Event, EventDate, Ticket
from ticketing.statuses import ADMITS, VALID, VOID
from ticketing.tickets.giving_back import may_be_given_back

SHOWN_AFTER = timedelta(hours=12)  # since it began, among those to come


def when(date: EventDate) -> str:
    """The day and time at which it begins, where it takes place."""
    return _moment(date.begins_at, date.event)


def doors(date: EventDate) -> str:
    """When the doors open there; "" if nothing is known of that."""
    if date.doors_at is None:
        return ""
    zone = date.event.time_zone
    local = date.doors_at.astimezone(zone)
    if local.date() == date.begins_at.astimezone(zone).date():
        return time_format(local, "TIME_FORMAT")
    return _moment(date.doors_at, date.event)


def url_of(page: str, ticket: Ticket, key: str = "") -> str:
    """The address of a page of the ticket; `key` is that by which the reader holds it without an account."""
    if key:
        return reverse(f"ticketing:guest-{page}", args=[key, ticket.code])
    return reverse(f"ticketing:{page}", args=[ticket.code])


def tickets_to_show(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Those that were ever valid, with all that pages show of them."""
    return tickets.filter(issued_at__isnull=False).select_related(
        "event__store",
        "event__venue",
        "date__event",
        "place__seat",
        "place__category",
        "type",
        "order",
    )


@Prepared
def ticket_of_user(user_id: int, code: str) -> QuerySet[Ticket]:
    return tickets_to_show(Ticket.objects.held_by(user_id)).filter(code=code)


@Prepared
def ticket_with_key(key: str, code: str) -> QuerySet[Ticket]:
    return tickets_to_show(Ticket.objects.held_with(key)).filter(code=code)


@Prepared
def neighbours_of_user(
    user_id: int, order_id: int, date_id: int, ticket_id: int
) -> QuerySet[Ticket]:
    return _neighbours(Ticket.objects.held_by(user_id), order_id, date_id, ticket_id)


@Prepared
def neighbours_with_key(key: str, order_id: int, date_id: int, ticket_id: int) -> QuerySet[Ticket]:
    return _neighbours(Ticket.objects.held_with(key), order_id, date_id, ticket_id)


def _neighbours(
    held: QuerySet[Ticket], order_id: int, date_id: int, ticket_id: int
) -> QuerySet[Ticket]:
    """Those of one date and order that admit, and this one."""
    same = tickets_to_show(held).filter(order=order_id, date=date_id)
    admitting = same.filter(status__in=ADMITS) | same.filter(pk=ticket_id)
    return admitting.order_by("pk")


def to_come(tickets: QuerySet[Ticket], now: datetime) -> QuerySet[Ticket]:
    ahead = tickets.filter(status__in=ADMITS, date__begins_at__gt=now - SHOWN_AFTER)
    return ahead.order_by("date__begins_at", "date", "pk")


def past(tickets: QuerySet[Ticket], now: datetime) -> QuerySet[Ticket]:
    """Those of dates that are over, and void ones."""
    over = tickets.exclude(status__in=ADMITS, date__begins_at__gt=now - SHOWN_AFTER)
    return over.order_by("-date__begins_at", "-date", "pk")


@dataclass(frozen=True)
class ShownTicket:
    """A ticket with its words and links; `key` as of url_of."""

    ticket: Ticket
    key: str = ""

    @property
    def when(self) -> str:
        return when(self.ticket.date)

    @property
    def doors(self) -> str:
        return doors(self.ticket.date)

    @property
    def seat(self) -> str:
        return str(self.ticket.place)

    @property
    def url(self) -> str:
        return url_of("ticket", self.ticket, self.key)

    @property
    def pdf_url(self) -> str:
        return url_of("ticket-pdf", self.ticket, self.key)

    @property
    def calendar_url(self) -> str:
        return url_of("ticket-calendar", self.ticket, self.key)

    @property
    def offer_url(self) -> str:
        return url_of("ticket-offer", self.ticket, self.key)

    @property
    def withdraw_url(self) -> str:
        return url_of("ticket-withdraw", self.ticket, self.key)

    @property
    def give_back_url(self) -> str:
        return url_of("ticket-give-back", self.ticket, self.key)

    @property
    def rename_url(self) -> str:
        return url_of("ticket-name", self.ticket, self.key)

    @property
    def moving_key(self) -> str:
        """The ticket's own private key, in Base64: it signs the code on the reader's screen."""
        return base64.b64encode(bytes(self.ticket.secret)).decode()

    @property
    def is_void(self) -> bool:
        return self.ticket.status == VOID


def shown(tickets: Iterable[Ticket], key: str = "") -> list[ShownTicket]:
    return [ShownTicket(ticket, key) for ticket in tickets]


def steps_open_to(ticket: Ticket, actor: Actor, now: datetime) -> dict[str, Any]:
    """What its page offers its holder."""
    is_valid = ticket.status == VALID and holds_it(ticket, actor)
    handover = ticket.handovers.open().first() if is_valid else None
    is_early = is_valid and not too_late_to_hand_over(ticket.date, now)
    return {
        "handover": handover,
        "may_offer": is_early and handover is None,
        "may_rename": is_valid and _may_rename(ticket, actor, now),
        "may_give_back": may_be_given_back(ticket, actor, now),
    }


def history_of(ticket: Ticket) -> list[TimelineEntry]:
    """Its steps, and why it is void."""
    entries = []
    for step in ticket.history.all():
        label = ticket.get_void_reason_display() if step.verb == "void" else step.label
        entries.append(TimelineEntry(step.at, str(label), step.note))
    return entries


def key_of(actor: Actor) -> str:
    return actor.key if isinstance(actor, Guest) else ""


def _may_rename(ticket: Ticket, actor: Actor, now: datetime) -> bool:
    return not cannot_be_renamed(ticket, Attempt("rename", actor, now))


def _moment(at: datetime, event: Event) -> str:
    local = at.astimezone(event.time_zone)
    day, weekday = date_format(local, "DATE_FORMAT"), date_format(local, "D")
    text = f"{day} ({weekday}) {time_format(local, 'TIME_FORMAT')}"
    return text if _is_ours(local) else f"{text} ({event.zone.replace('_', ' ')})"


def _is_ours(local: datetime) -> bool:
    """Whether the site's own clocks show the same."""
    return local.utcoffset() == local.astimezone(get_default_timezone()).utcoffset()
