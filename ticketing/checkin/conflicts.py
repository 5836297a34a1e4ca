"""Scans without a network that contradict others: an organiser decides whether the visitor counts."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import MoveRefused
from live.publish import invalidate
from ticketing.checkin.topics import check_in_topic
from ticketing.models import Event, Outcome, Scan, ScanDecision


def conflicts_of(event: Event) -> QuerySet[Scan]:
    """Those to be decided, oldest first."""
    rows = Scan.objects.filter(date__event=event, is_conflict=True)
    open_ones = rows.filter(decision=None, undone_by=None)
    return open_ones.select_related(
        "date", "gate", "user", "ticket__order", "ticket__place__seat", "ticket__type__category"
    )


@transaction.atomic
def decide(scan: Scan, *, is_counted: bool, by: User, now: datetime) -> None:
    """Count the visitor, or not. Raises MoveRefused once it is decided or undone."""
    locked = (
        Scan.objects.select_for_update(of=("self",)).select_related("date__event").get(pk=scan.pk)
    )
    is_open = locked.is_conflict and not ScanDecision.objects.filter(scan=locked).exists()
    if not is_open or Scan.objects.filter(undoes=locked).exists():
        raise MoveRefused(_("This is decided already."))
    ScanDecision.objects.create(scan=locked, is_counted=is_counted, by=by, at=now)
    invalidate(check_in_topic(locked.date.event.number))


def with_earlier(conflicts: Iterable[Scan]) -> list[tuple[Scan, Scan | None]]:
    """Each with the scan that let its ticket in before it, if there is one; one query."""
    scans = list(conflicts)
    tickets = {scan.ticket_id for scan in scans}
    admitting = Scan.objects.filter(ticket__in=tickets, outcome=Outcome.ADMITTED).order_by("pk")
    before = {scan.ticket_id: scan for scan in admitting.select_related("gate", "user")}
    return [(scan, before.get(scan.ticket_id)) for scan in scans]
