"""What a gate reads after a scan: colour, icon, word, sentence, and what it may see of the ticket."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from ticketing.checkin.gates import Door
from ticketing.checkin.scan_outcomes import ICONS, MOVED, SENTENCES, tone_of
from ticketing.models import Outcome, Scan, Ticket
from ticketing.models.questions import answers_in_words


@dataclass(frozen=True)
class Answer:
    scan: Scan
    door: Door

    @property
    def tone(self) -> str:
        return tone_of(self.scan.outcome).value

    @property
    def icon(self) -> str:
        return ICONS[tone_of(self.scan.outcome)]

    @property
    def word(self) -> str:
        return str(self.scan.get_outcome_display())

    @property
    def can_undo(self) -> bool:
        return self.scan.outcome in (Outcome.ADMITTED, Outcome.LEFT)

    @property
    def undo_uuid(self) -> UUID:
        """Of a form that undoes it: a second press is the same undo."""
        return uuid4()

    @property
    def sentence(self) -> str:
        ticket = self.scan.ticket
        if ticket and (more := _details(self.scan.outcome, ticket, self.scan)):
            return more
        return str(SENTENCES[self.scan.outcome])

    @property
    def ticket(self) -> dict[str, Any] | None:
        """Of a genuine one of this event."""
        return shown(self.scan.ticket) if self.scan.ticket else None

    def as_json(self, now: datetime) -> dict[str, Any]:
        return {
            "uuid": str(self.scan.uuid),
            "outcome": self.scan.outcome,
            "conflict": self.scan.is_conflict,
            "tone": self.tone,
            "word": self.word,
            "sentence": self.sentence,
            "ticket": self.ticket,
            "canUndo": self.can_undo,
            "now": milliseconds(now),
        }


def shown(ticket: Ticket) -> dict[str, Any]:
    """All that a gate sees of a ticket."""
    return {
        "code": ticket.code,
        "name": ticket.holder_name,
        "type": str(ticket.type),
        "seat": str(ticket.place.seat) if ticket.place.seat else "",
        "answers": answers_in_words(ticket.answers),
        "status": ticket.status,
    }


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _details(outcome: str, ticket: Ticket, scan: Scan) -> str:
    if outcome == Outcome.ALREADY_IN:
        return _when_and_where(ticket, scan)
    if outcome == Outcome.VOID:
        return f"{ticket.get_void_reason_display()}."
    if outcome == Outcome.OTHER_DATE:
        begins = ticket.date.begins_at.astimezone(scan.date.event.time_zone)
        return _("The ticket is for %(date)s.") % {"date": date_format(begins, "DATETIME_FORMAT")}
    return ""


def _when_and_where(ticket: Ticket, scan: Scan) -> str:
    before = ticket.scans.filter(outcome__in=MOVED).exclude(pk=scan.pk)
    last = before.select_related("gate", "user").order_by("-pk").first()
    if last is None:
        return ""
    zone = scan.date.event.time_zone
    local, today = last.at.astimezone(zone), scan.at.astimezone(zone).date()
    formatted = time_format(local, "TIME_FORMAT")
    if local.date() != today:
        formatted = date_format(local, "SHORT_DATETIME_FORMAT")
    return _("Scanned in at %(time)s, %(where)s.") % {"time": formatted, "where": last.where}
