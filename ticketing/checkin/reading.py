"""A code that was scanned or typed: whether it was issued, and the ticket that it names."""

from dataclasses import dataclass
from datetime import datetime

from ticketing.checkin.gates import Door
from ticketing.codes import (
    MAX_LENGTH,
    MOVING,
    PRINTED,
    NotACode,
    TicketCode,
    Verdict,
    public_key_of,
    read_code,
    verdict_on,
)
from ticketing.models import Outcome, Ticket
from ticketing.numbers import TICKET_CODE_LENGTH


@dataclass(frozen=True, slots=True)
class Reading:
    """The ticket, if there is one, and what forbids it before its own row is asked."""

    ticket: Ticket | None = None
    refused: Outcome | None = None


def read(door: Door, text: str, at: datetime, *, is_chosen: bool = False) -> Reading:
    """`at` is when it was scanned. With `is_chosen` it is a ticket's number, chosen from a list by staff."""
    if is_chosen:
        ticket = ticket_of(text.strip().upper()) if len(text) <= MAX_LENGTH else None
        if ticket is None or ticket.event_id != door.event.pk:
            return Reading(refused=Outcome.UNKNOWN)
        return Reading(ticket)
    try:
        code = read_code(text)
    except NotACode:
        return Reading(refused=Outcome.UNKNOWN)
    if code.event != door.event.number:
        return Reading(refused=Outcome.OTHER_EVENT)
    return _verified(door, code, at)


def _verified(door: Door, code: TicketCode, at: datetime) -> Reading:
    ticket = ticket_of(code.ticket)
    if ticket is None or ticket.event_id != door.event.pk:
        return Reading(refused=Outcome.FORGED)
    event_key = door.event.public_key.public_bytes_raw()
    verdict = verdict_on(code, event_key, public_key_of(bytes(ticket.secret)), at)
    if verdict == Verdict.FORGED:
        return Reading(refused=Outcome.FORGED)  # also where it names a ticket
    if verdict == Verdict.OLD:
        return Reading(ticket, Outcome.OLD)
    if code.step is None and door.event.moving_code_only:
        return Reading(ticket, Outcome.PRINTED)
    return Reading(ticket)


def ticket_of(code: str) -> Ticket | None:
    """With all that a gate shows of it."""
    if len(code) != TICKET_CODE_LENGTH:
        return None
    rows = Ticket.objects.select_related("order", "date", "place__seat", "type__category")
    return rows.filter(code=code).first()


def looks_like_code(text: str) -> bool:
    """Whether it is to be scanned rather than searched for: it begins as our codes do, or is a link."""
    return text[:4].upper() in (f"{PRINTED}:", f"{MOVING}:") or "://" in text[:12]
