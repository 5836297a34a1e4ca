"""What a scan finds, by rules alone, and the words, colours and icons in which a gate reads it."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ticketing.checkin.gates import Door
from ticketing.models import Direction, Outcome, Ticket
from ticketing.statuses import PENDING, USED, VOID, EventStatus


class Tone(StrEnum):
    GO = "go"  # green
    MIND = "mind"  # amber: the ticket is genuine; staff decide
    STOP = "stop"  # red


TONES = {
    Outcome.ADMITTED: Tone.GO,
    Outcome.LEFT: Tone.GO,
    Outcome.UNDONE: Tone.GO,
    Outcome.ALREADY_IN: Tone.MIND,
    Outcome.NOT_IN: Tone.MIND,
    Outcome.OTHER_GATE: Tone.MIND,
}
MOVED = (Outcome.ADMITTED, Outcome.LEFT, Outcome.UNDONE)
ICONS = {Tone.GO: "check-circle", Tone.MIND: "exclamation-triangle", Tone.STOP: "slash-circle"}

SENTENCES: dict[str, Promise] = {
    Outcome.ADMITTED: pgettext_lazy("check-in", "Let this person in."),
    Outcome.LEFT: _("The ticket lets in again."),
    Outcome.UNDONE: _("As if it had not been scanned."),
    Outcome.ALREADY_IN: _("This ticket was scanned before."),
    Outcome.NOT_IN: _("This ticket was not scanned in."),
    Outcome.VOID: _("This ticket is no longer valid."),
    Outcome.UNPAID: _("The order is not paid yet."),
    Outcome.CANCELLED: _("This date was cancelled."),
    Outcome.OTHER_EVENT: _("The ticket is for another event."),
    Outcome.OTHER_DATE: _("The ticket is for another date."),
    Outcome.OTHER_GATE: _("Send this person to the entrance for this section and type."),
    Outcome.FORGED: _("The code was not issued by the organiser. Do not let in."),
    Outcome.OLD: _("This code was shown some time ago. Ask for the ticket on the phone itself."),
    Outcome.PRINTED: _("This event lets in by the code on a phone, which changes."),
    Outcome.GATE_ENDED: _("The organiser ended this gate. Ask for a new link."),
    Outcome.UNKNOWN: _("This is no code of a ticket."),
}


def tone_of(outcome: str) -> Tone:
    return TONES.get(Outcome(outcome), Tone.STOP)


def finding(door: Door, ticket: Ticket, direction: str) -> Outcome:
    """What scanning this genuine ticket finds, by its row as it is now."""
    if door.gate and door.gate.revoked_at:
        return Outcome.GATE_ENDED
    if ticket.event_id != door.event.pk:
        return Outcome.OTHER_EVENT
    if ticket.status in (VOID, PENDING):
        return Outcome.VOID if ticket.status == VOID else Outcome.UNPAID
    if ticket.date_id != door.date.pk:
        return Outcome.OTHER_DATE
    if door.date.cancelled_at or door.event.status == EventStatus.CANCELLED:
        return Outcome.CANCELLED
    if not door.is_for(ticket):
        return Outcome.OTHER_GATE
    is_in = ticket.status == USED
    if direction == Direction.OUT:
        return Outcome.LEFT if is_in else Outcome.NOT_IN
    return Outcome.ALREADY_IN if is_in else Outcome.ADMITTED
