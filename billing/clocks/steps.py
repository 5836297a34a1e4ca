"""What happened at a test clock, step by step: at each instant what was due, and what followed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from billing.models import Tenant
from billing.timeline import text_of


@dataclass(slots=True)
class ClockStep:
    """`works` is what was due, `events` the entries of the timeline, both as texts."""

    at: datetime
    works: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


def steps_of(tenant: Tenant, count: int) -> list[ClockStep]:
    """The latest first, as many as `count`."""
    steps: dict[datetime, ClockStep] = {}
    works = tenant.due_work.filter(done_at__isnull=False).order_by("-done_at", "-pk")[:count]
    for work in works:
        _at(steps, work.done_at).works.insert(0, work.get_kind_display())
    for entry in tenant.timeline.order_by("-at", "-pk")[: count * 4]:
        _at(steps, entry.at).events.insert(0, text_of(entry))
    return _latest(steps.values(), count)


def _at(steps: dict[datetime, ClockStep], at: datetime | None) -> ClockStep:
    assert at is not None  # of what was done
    return steps.setdefault(at, ClockStep(at))


def _latest(steps: Iterable[ClockStep], count: int) -> list[ClockStep]:
    ordered = sorted(steps, key=lambda step: step.at, reverse=True)
    return list(islice(ordered, count))
