"""Find a ticket that cannot be scanned: by name, start of an e-mail address, order, code or seat."""

import re

from django.db.models import Q, QuerySet

from ticketing.models import EventDate, Ticket
from ticketing.seating.names import SEPARATORS, parts_of_typed
from ticketing.statuses import PENDING

MAX_FOUND_TICKETS = 20
# Of an e-mail address one more, so that it cannot be guessed letter by letter.
MIN_QUERY_LENGTH, MAX_QUERY_LENGTH = 2, 100  # characters


def find_tickets(date: EventDate, text: str) -> QuerySet[Ticket]:
    """Tickets of the date; none for a text that is too short or too long."""
    text = text.strip()
    tickets = Ticket.objects.filter(date=date).exclude(status=PENDING)
    if not MIN_QUERY_LENGTH <= len(text) <= MAX_QUERY_LENGTH:
        return tickets.none()
    found = tickets.filter(_named(text) | at_seat(text))
    related = found.select_related("place__seat", "type__category")
    return related.order_by("holder_name", "pk")[:MAX_FOUND_TICKETS]


def _named(text: str) -> Q:
    named = Q(holder_name__icontains=text)
    named |= Q(code=text.upper()) | Q(order__number=text.upper())
    if len(text) > MIN_QUERY_LENGTH:
        named |= Q(holder_email__istartswith=text) | Q(order__email__istartswith=text)
    return named


def at_seat(text: str) -> Q:
    """Selects tickets by `Main · Row 3 · Seat 12`, `Main 3 12` or `3 12`: section, row and number.

    By `Box 12`, too, where the seats of a section are in no rows.
    """
    parts = parts_of_typed(text)
    if len(parts) < 2:
        return Q(pk=None)
    *section, row, number = parts
    return _seated(section, row, number) | _seated([*section, row], "", number)


def _seated(section: list[str], row: str, number: str) -> Q:
    """`section` is the beginning of its name, without what stands between its words."""
    begins = "^" + SEPARATORS.join(map(re.escape, section))
    seated = Q(place__seat__row__iexact=row, place__seat__number__iexact=number)
    return seated & Q(place__seat__section__iregex=begins)
