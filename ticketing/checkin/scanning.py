"""The verb of gates: one scan, which finds something and, if that is in order, moves the ticket."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actors import SYSTEM
from core.lifecycle import lock, move_locked
from live.publish import invalidate
from ticketing.checkin.gates import Door
from ticketing.checkin.reading import Reading, read
from ticketing.checkin.scan_outcomes import finding
from ticketing.checkin.topics import check_in_topic
from ticketing.models import Direction, Outcome, Scan, Ticket
from ticketing.models.checkin import TEXT_LENGTH

VERBS = {Outcome.ADMITTED: "check_in", Outcome.LEFT: "check_out"}


class ScanRefused(Exception):
    """The scan cannot be stored; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a phone saw: `text` is a code, or the ticket's number if staff chose it from a list.

    `let_in` is given for a scan without a network: whether the phone let the ticket pass.
    """

    uuid: UUID
    text: str
    direction: Direction = Direction.IN
    is_chosen: bool = False
    let_in: bool | None = None

    @property
    def is_offline(self) -> bool:
        return self.let_in is not None


def scan(door: Door, seen: Seen, at: datetime, now: datetime) -> Scan:
    """Store the scan of this moment (`at`), received `now`; if all is in order, move its ticket.

    The same `uuid` again returns the first scan. A ticket that was let in without a network although it must
    not be is stored as a conflict. Raises ScanRefused.
    """
    reading = read(door, seen.text, at, is_chosen=seen.is_chosen)
    try:
        with transaction.atomic():
            return _store(door, seen, reading, at, now)
    except IntegrityError:
        if not Scan.objects.filter(uuid=seen.uuid).exists():
            raise
        return _stored_before(door, seen.uuid)


def _store(door: Door, seen: Seen, reading: Reading, at: datetime, now: datetime) -> Scan:
    ticket, outcome = reading.ticket, reading.refused
    if ticket is not None:
        lock_shown(ticket)
        outcome = outcome or finding(door, ticket, seen.direction)
        if (verb := VERBS.get(outcome)) and seen.let_in is not False:
            move_locked(ticket, verb, by=SYSTEM, now=now)
    invalidate(check_in_topic(door.event.number))
    return Scan.objects.create(
        uuid=seen.uuid,
        date=door.date,
        ticket=ticket,
        text="" if ticket else seen.text[:TEXT_LENGTH],
        gate=door.gate,
        user=door.user,
        direction=seen.direction,
        outcome=_as_stored(seen, outcome or Outcome.UNKNOWN),
        is_offline=seen.is_offline,
        is_conflict=_contradicts(seen, outcome),
        at=at,
        received_at=now,
    )


def _as_stored(seen: Seen, outcome: Outcome) -> Outcome:
    """A phone with an older list refused what is in order: its holder did not go in."""
    if seen.let_in is False and outcome in VERBS:
        return Outcome.UNKNOWN if seen.direction == Direction.IN else Outcome.NOT_IN
    return outcome


def _contradicts(seen: Seen, outcome: Outcome | None) -> bool:
    return bool(seen.let_in) and seen.direction == Direction.IN and outcome not in VERBS


def lock_shown(ticket: Ticket) -> None:
    """Lock the ticket after its order, and leave what was selected with it: that never changes."""
    place, type_, date = ticket.place, ticket.type, ticket.date
    lock(ticket)
    ticket.place, ticket.type, ticket.date = place, type_, date


def was_let_in(ticket: Ticket) -> bool:
    """Whether its holder ever came in, inside now or not; an undone scan does not count."""
    return ticket.scans.filter(outcome=Outcome.ADMITTED, undone_by=None).exists()


def _stored_before(door: Door, uuid: UUID) -> Scan:
    rows = Scan.objects.select_related(
        "date", "ticket__date", "ticket__place__seat", "ticket__type__category", "gate"
    )
    before = rows.filter(uuid=uuid, date__event=door.event, gate=door.gate, user=door.user).first()
    if before is None:
        raise ScanRefused(_("Another gate sent a scan with the same number."))
    return before
