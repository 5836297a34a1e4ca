"""Seating plans of a store: made from documents, changed by new versions, removed while no date uses them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import visible
from stores.models import Store
from ticketing.database_clock import ClockTime
from ticketing.dates.places import DateRefused, make_places
from ticketing.models import EventDate, Place, Plan, PlanVersion, Seat
from ticketing.models.places import untaken_at
from ticketing.seating.document import Document
from ticketing.seating.geometry import digest_of, geometry_of
from ticketing.seating.plan import plan_of
from ticketing.seating.specs import PlanRefused, PlanSpec, SeatSpec
from ticketing.statuses import EventStatus

MAX_PLANS = 200  # of a store
MAX_NAME = 80  # characters
NAMED_SEATS = 5  # in a refusal
BATCH = 1_000  # rows a statement
SEAT_FIELDS = ("section", "row", "number", "category", "kind", "x", "y")


class ChangedMeanwhile(PlanRefused):
    """Another editor stored a version first."""


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What a document would change: seats that come and go, and those described otherwise."""

    added: int
    gone: int
    changed: int


def add_plan(store: Store, document: Document, *, now: datetime | None = None) -> Plan:
    """Store a new plan, named as in its document. Raises PlanRefused."""
    spec = plan_of(document)
    with transaction.atomic():
        Store.objects.select_for_update(no_key=True).get(pk=store.pk)
        if plans_of(store).count() >= MAX_PLANS:
            raise PlanRefused(_("A store has at most %(most)s plans.") % {"most": MAX_PLANS})
        plan = Plan.objects.create(store=store, name=_name(spec.name))
        _write(plan, 1, document, spec, now or timezone.now())
    return plan


def add_version(
    plan: Plan, document: Document, *, seen: int, now: datetime | None = None
) -> PlanVersion:
    """Store the plan's next version, and move its future dates to it.

    `seen` is the number of the version that was changed. An unchanged document makes no version. Raises
    ChangedMeanwhile if that is not the newest any more, and PlanRefused if a seat would go that is held or
    sold at a future date, or if an event cannot sell the new seats.
    """
    spec = plan_of(document)
    with transaction.atomic():
        Plan.objects.select_for_update(no_key=True).get(pk=plan.pk, removed_at=None)
        newest = newest_of(plan)
        if newest.layout == document:
            return newest
        if newest.number != seen:
            raise ChangedMeanwhile(_changed_meanwhile(newest))
        now = now or timezone.now()
        dates = list(future_dates(plan, now))
        _refuse_taken(plan, spec, dates)
        version = _write(plan, newest.number + 1, document, spec, now)
        for date in dates:
            _move(date, version)
    return version


def rename_plan(plan: Plan, name: str) -> None:
    plan.name = _name(name)
    plan.save(update_fields=["name"])


def remove_plan(plan: Plan, *, now: datetime | None = None) -> None:
    """Hide a plan that no date ever used. Raises PlanRefused."""
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        if EventDate.objects.filter(plan_version__plan=plan).exists():
            raise PlanRefused(_("Dates of events use this plan: it cannot be deleted."))
        plan.removed_at = now or timezone.now()
        plan.save(update_fields=["removed_at"])


def plans_of(store: Store) -> QuerySet[Plan]:
    return Plan.objects.filter(store=store, removed_at=None)


def newest_of(plan: Plan) -> PlanVersion:
    newest = plan.newest
    assert newest is not None  # add_plan makes the first one
    return newest


def change_of(plan: Plan, spec: PlanSpec) -> PlanChange:
    """What a version with these seats would change."""
    stored = {seat.guid: seat for seat in plan.seats.filter(is_current=True)}
    described = [seat for seat in spec.seats if seat.guid in stored]
    return PlanChange(
        added=len(spec.seats) - len(described),
        gone=len(stored) - len(described),
        changed=sum(_values(seat) != _stored(stored[seat.guid]) for seat in described),
    )


def future_dates(plan: Plan, now: datetime) -> QuerySet[EventDate]:
    """Dates that use the plan and have not begun, in an order that is safe to lock."""
    dates = EventDate.objects.filter(
        plan_version__plan=plan, begins_at__gt=now, cancelled_at=None
    ).exclude(event__status=EventStatus.CANCELLED)
    return dates.select_related("event").order_by("pk")


def _write(
    plan: Plan, number: int, document: Document, spec: PlanSpec, now: datetime
) -> PlanVersion:
    positions = _write_seats(plan, spec)
    digest = digest_of(geometry_of(spec, positions))
    return PlanVersion.objects.create(
        plan=plan, number=number, layout=document, digest=digest, at=now
    )


def _write_seats(plan: Plan, spec: PlanSpec) -> dict[str, int]:
    """Make the rows fit the document; returns the position of each seat, which it has for ever."""
    stored = {seat.guid: seat for seat in plan.seats.all()}
    after = max((seat.position for seat in stored.values()), default=-1) + 1
    new = [seat for seat in spec.seats if seat.guid not in stored]
    rows = [
        Seat(plan=plan, guid=seat.guid, position=after + place, **_values(seat))
        for place, seat in enumerate(new)
    ]
    Seat.objects.bulk_create(rows, batch_size=BATCH)
    changed = [row for seat in spec.seats if (row := stored.get(seat.guid)) and _update(row, seat)]
    Seat.objects.bulk_update(changed, [*SEAT_FIELDS, "is_current"], batch_size=BATCH)
    gone = stored.keys() - {seat.guid for seat in spec.seats}
    plan.seats.filter(guid__in=gone).update(is_current=False)
    return {row.guid: row.position for row in (*stored.values(), *rows)}


def _values(seat: SeatSpec) -> dict[str, object]:
    values = {name: getattr(seat, name) for name in SEAT_FIELDS}
    return {**values, "kind": seat.kind.value}


def _stored(row: Seat) -> dict[str, object]:
    return {name: getattr(row, name) for name in SEAT_FIELDS}


def _update(row: Seat, seat: SeatSpec) -> bool:
    """Give the row the values of the document; returns whether that changed it."""
    values = _values(seat)
    if row.is_current and values == _stored(row):
        return False
    row.is_current = True
    for name, value in values.items():
        setattr(row, name, value)
    return True


def _refuse_taken(plan: Plan, spec: PlanSpec, dates: Sequence[EventDate]) -> None:
    stays = {seat.guid for seat in spec.seats}
    gone = [seat.pk for seat in plan.seats.filter(is_current=True) if seat.guid not in stays]
    used = Place.objects.filter(seat__in=gone, date__in=dates).exclude(
        untaken_at(ClockTime()), tickets=None
    )
    seats = list(Seat.objects.filter(places__in=used).distinct().order_by("position"))
    if not seats:
        return
    names = ", ".join(str(seat) for seat in seats[:NAMED_SEATS])
    more = len(seats) - NAMED_SEATS
    if len(seats) <= NAMED_SEATS:
        sentence = _("These seats are held or sold at dates to come, so they must stay: %(names)s.")
    else:
        sentence = ngettext(
            "These seats are held or sold at dates to come, so they must stay: %(names)s, and %(more)s more.",
            "These seats are held or sold at dates to come, so they must stay: %(names)s, and %(more)s more.",
            more,
        )
    raise PlanRefused(sentence % {"names": names, "more": more})


def _move(date: EventDate, version: PlanVersion) -> None:
    """Free places follow the categories of their seats; those of what is held or sold are not changed."""
    date.plan_version = version
    date.save(update_fields=["plan_version"])
    categories = {each.name: each for each in date.event.categories.filter(capacity=None)}
    names = set(version.plan.seats.filter(is_current=True).values_list("category", flat=True))
    try:
        if unknown := names - categories.keys():
            words = {"names": ", ".join(sorted(unknown))}
            raise DateRefused(_("it has no category %(names)s, which seats have.") % words)
        make_places(date)
    except DateRefused as refusal:
        words = {"event": str(date), "refusal": str(refusal)}
        raise PlanRefused(_("“%(event)s” uses this plan: %(refusal)s") % words) from refusal
    for name, category in categories.items():
        places = Place.objects.filter(untaken_at(ClockTime()), date=date, seat__category=name)
        places.exclude(category=category).update(category=category)


def _changed_meanwhile(newest: PlanVersion) -> str:
    sentence = _("Version %(number)s was stored meanwhile. Compare yours with it before you save.")
    return sentence % {"number": newest.number}


def _name(text: str) -> str:
    return visible(text)[:MAX_NAME] or _("Seating plan")
