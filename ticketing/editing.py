"""Adds, changes and duplicates events, with who plays, where, and what is asked."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.lifecycle import MoveForbidden, lock, move_locked, start
from core.limits import refuse_beyond
from stores.photos import purge_photo
from stores.store_services import offer_tickets
from ticketing.access import runs_it
from ticketing.events import EventAdded
from ticketing.models import Artist, Event, EventDate, PlanVersion, Question, Venue

# What editors choose, beside the artists.
EVENT_FIELDS = (
    *("title", "description", "poster", "age_note", "venue", "zone"),
    *("allows_transfer", "allows_deposits", "asks_names", "moving_code_only"),
    *("max_per_order", "max_per_person", "give_back_until", "give_back_fee_percent"),
)
CATEGORY_FIELDS = ("name", "color", "position", "capacity")
TYPE_FIELDS = (
    *("name", "price", "opens_at", "closes_at", "phase", "secret_code"),
    *("least", "most", "position"),
)
QUESTION_FIELDS = ("text", "kind", "choices", "is_required", "position")


@transaction.atomic
def add_event(
    event: Event,
    fields: Mapping[str, Any],
    artists: Iterable[str] = (),
    *,
    by: Actor,
    now: datetime | None = None,
) -> Event:
    """Save a new event, which has its store, as a draft; its store offers tickets.

    Raises MoveForbidden and LimitReached.
    """
    now = now or timezone.now()
    if not runs_it(event, by):
        raise MoveForbidden(_("You may not do this."))
    for name, value in fields.items():
        setattr(event, name, value)
    event.created_at = now
    refuse_beyond("events", event.store.owner_id, now=now)
    event.save()
    offer_tickets(event.store)
    event.artists.set(artists_named(artists))
    start(event, by=by, event=EventAdded, now=now)
    return event


@transaction.atomic
def change_event(
    event: Event,
    fields: Mapping[str, Any],
    artists: Iterable[str],
    *,
    by: Actor,
    now: datetime | None = None,
) -> bool:
    """Whether anything changed. Raises MoveRefused."""
    lock(event)
    differing = {name: value for name, value in fields.items() if getattr(event, name) != value}
    rows = artists_named(artists)
    has_others = {row.pk for row in rows} != set(event.artists.values_list("pk", flat=True))
    if not differing and not has_others:
        return False
    differing = differing or {"title": event.title}
    if "poster" in differing:
        purge_photo(event.poster.name)
    move_locked(event, "change", by=by, now=now, fields=differing)
    event.artists.set(rows)
    return True


def artists_named(names: Iterable[str]) -> list[Artist]:
    """The artists with these names or aliases, in any case; those that are not known are added."""
    wanted = {spelled: name for name in names if (spelled := _spelled(name))}
    known: dict[str, Artist] = {}
    for artist in Artist.objects.all() if wanted else ():
        for name in (*artist.aliases, artist.name):
            known[_spelled(name)] = artist
    found = [known.get(spelled) or _add_artist(name) for spelled, name in wanted.items()]
    return list({artist.pk: artist for artist in found}.values())


def venue_named(name: str, address: str) -> Venue | None:
    """The venue with this name, in any case, and this address, which is added if it is not known.

    Without an address it is the first of that name; without a name, none.
    """
    spelled = _spelled(name)
    if not spelled:
        return None
    same = [venue for venue in Venue.objects.order_by("pk") if _spelled(venue.name) == spelled]
    fits = [venue for venue in same if not address or _spelled(venue.address) == _spelled(address)]
    return fits[0] if fits else Venue.objects.create(name=_tidy(name), address=_tidy(address))


@transaction.atomic
def duplicate(event: Event, *, by: Actor, now: datetime | None = None) -> Event:
    """A draft with the same values, artists, questions, categories and prices, and no dates."""
    copy = Event(store=event.store)
    fields = {name: getattr(event, name) for name in EVENT_FIELDS if name != "poster"}
    names = [artist.name for artist in event.artists.all()]
    add_event(copy, fields, names, by=by, now=now)
    if event.poster:
        copy.poster.save("photo.webp", ContentFile(event.poster.read()))
    for category in event.categories.prefetch_related("types"):
        twin = copy.categories.create(**_values(category, CATEGORY_FIELDS))
        for each in category.types.all():
            twin.types.create(**_values(each, TYPE_FIELDS))
    for question in event.questions.all():
        Question.objects.create(event=copy, **_values(question, QUESTION_FIELDS))
    return copy


def plan_of_last_date(event: Event) -> PlanVersion | None:
    """The newest version of the plan that the event's last date has."""
    dates = EventDate.objects.filter(event=event).select_related("plan_version__plan")
    last = dates.order_by("-begins_at", "-pk").first()
    return last.plan_version.plan.newest if last and last.plan_version else None


def likely_plan(event: Event, plans: QuerySet[PlanVersion]) -> PlanVersion | None:
    """Which of the plans a new date of the event most likely has: that of its last date.

    Of an event without dates, such as a duplicate, one that has all categories of its seats.
    """
    if event.dates.exists():
        return plan_of_last_date(event)
    names = event.categories.filter(capacity=None).values_list("name", flat=True)
    wanted = [{"name": name} for name in names]
    return plans.filter(layout__categories__contains=wanted).first() if wanted else None


def _add_artist(name: str) -> Artist:
    return Artist.objects.get_or_create(name=_tidy(name))[0]


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _spelled(text: str) -> str:
    """The same for names that differ in capitals, spaces and widths only."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
