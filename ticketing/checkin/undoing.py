"""Undo a scan: by those who made it, while nothing else was scanned of its ticket."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actors import SYSTEM
from core.lifecycle import move_locked
from live.publish import invalidate
from ticketing.checkin.gates import Door
from ticketing.checkin.scan_outcomes import MOVED
from ticketing.checkin.scanning import ScanRefused, lock_shown
from ticketing.checkin.topics import check_in_topic
from ticketing.models import Direction, Outcome, Scan, ScanDecision
from ticketing.statuses import USED, VALID

STEPS = {Outcome.ADMITTED: (USED, "check_out"), Outcome.LEFT: (VALID, "check_in")}


def undo(
    door: Door, of: UUID, uuid: UUID, at: datetime, now: datetime, *, is_offline: bool = False
) -> Scan:
    """Undo the scan `of`, by a scan of its own `uuid`; the same again returns it. Raises ScanRefused."""
    mine = Scan.objects.filter(date__event=door.event, gate=door.gate, user=door.user)
    first = mine.select_related(
        "date", "ticket__order", "ticket__date", "ticket__place__seat", "ticket__type__category"
    )
    undone = first.filter(uuid=of).first()
    if undone is None or undone.ticket is None:
        raise ScanRefused(_("This scan cannot be undone here."))
    try:
        with transaction.atomic():
            return _undo(door, undone, uuid, at, now, is_offline)
    except IntegrityError:
        before = mine.filter(undoes=undone).select_related("ticket").first()
        if before is None:
            raise ScanRefused(_("This scan cannot be undone here.")) from None
        return before


def _undo(
    door: Door, undone: Scan, uuid: UUID, at: datetime, now: datetime, is_offline: bool
) -> Scan:
    ticket = undone.ticket
    assert ticket is not None
    lock_shown(ticket)
    if again := Scan.objects.filter(undoes=undone).first():
        return again
    if not undone.is_conflict:
        status, verb = STEPS.get(Outcome(undone.outcome), ("", ""))
        newest = ticket.scans.filter(outcome__in=MOVED).order_by("-pk").first()
        if ticket.status != status or newest != undone:
            raise ScanRefused(_("Something happened to this ticket since: it cannot be undone."))
        move_locked(ticket, verb, by=SYSTEM, now=now)
    else:
        _refuse_if_decided(undone)
    invalidate(check_in_topic(door.event.number))
    return Scan.objects.create(
        uuid=uuid,
        date=undone.date,
        ticket=ticket,
        gate=door.gate,
        user=door.user,
        direction=Direction.UNDO,
        outcome=Outcome.UNDONE,
        undoes=undone,
        is_offline=is_offline,
        at=at,
        received_at=now,
    )


def _refuse_if_decided(conflict: Scan) -> None:
    Scan.objects.select_for_update(of=("self",)).get(pk=conflict.pk)  # as `decide` does
    if ScanDecision.objects.filter(scan=conflict).exists():
        raise ScanRefused(_("The organiser has decided on this scan already."))
