"""How many are in, of how many tickets: of a date, and of each of its types and sections."""

from dataclasses import dataclass, field

from django.db.models import Count

from ticketing.models import EventDate, Scan, Ticket
from ticketing.statuses import USED


@dataclass
class Part:
    inside: int = 0
    total: int = 0


@dataclass
class Attendance:
    inside: int = 0
    total: int = 0
    counted: int = 0  # visitors of conflicts, decided as counted; not among `inside`
    types: dict[str, Part] = field(default_factory=dict)
    sections: dict[str, Part] = field(default_factory=dict)


def attendance(date: EventDate) -> Attendance:
    """Two queries for any number of tickets."""
    groups = Ticket.objects.filter(date=date).admitting().order_by()
    names = ("type__category__name", "type__name", "place__seat__section", "status")
    found = Attendance(counted=_counted(date))
    rows = groups.values_list(*names).annotate(number=Count("pk"))
    for category, name, section, status, number in sorted(rows, key=str):
        parts: list[Attendance | Part] = [
            found,
            found.types.setdefault(f"{category} · {name}", Part()),
        ]
        if section:
            parts.append(found.sections.setdefault(section, Part()))
        for part in parts:
            part.total += number
            part.inside += number if status == USED else 0
    return found


def _counted(date: EventDate) -> int:
    return Scan.objects.filter(date=date, is_conflict=True, decision__is_counted=True).count()
