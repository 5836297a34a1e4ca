"""Reads for pages of readers."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from core.prepared import Prepared
from stores.access import Right, stores_with
from ticketing.access import EDIT_EVENTS
from ticketing.models import Event, EventDate
from ticketing.models.events import PUBLIC


def events_visible_to(user: User | AnonymousUser) -> QuerySet[Event]:
    """Public ones, and for who runs them drafts as well."""
    return Event.objects.filter(_visible(user)).select_related("store", "venue")


def dates_visible_to(user: User | AnonymousUser) -> QuerySet[EventDate]:
    """Dates of those events."""
    return _with_event(EventDate.objects.filter(_visible(user, "event__")))


def date_for(user: User | AnonymousUser, event: str, number: str) -> EventDate:
    """The date with this number, of the event with that one, if the user may see it. Raises Http404."""
    public = public_date.find(number, event)
    return public or get_object_or_404(dates_visible_to(user), number=number, event__number=event)


@Prepared
def public_date(number: str, event: str) -> QuerySet[EventDate]:
    dates = EventDate.objects.filter(number=number, event__number=event, event__status__in=PUBLIC)
    return _with_event(dates)


@Prepared
def event_of_member(user_id: int, number: str) -> QuerySet[Event]:
    """Of a store that is not archived, with what the organiser's pages show of it."""
    events = Event.objects.filter(store__members__user=user_id, store__archived_at=None)
    return events.filter(number=number).select_related("store", "venue")


@Prepared
def date_of_event(event_id: int, number: str) -> QuerySet[EventDate]:
    """For the organiser's pages."""
    dates = EventDate.objects.filter(event=event_id, number=number)
    return dates.select_related("plan_version__plan")


@Prepared
def event_with_store(number: str) -> QuerySet[Event]:
    return Event.objects.filter(number=number).select_related("store")


def _with_event(dates: QuerySet[EventDate]) -> QuerySet[EventDate]:
    related = dates.select_related("event__store", "event__venue", "plan_version")
    return related.defer("plan_version__layout")


def _visible(user: User | AnonymousUser, path: str = "") -> Q:
    public = Q(**{f"{path}status__in": PUBLIC})
    if not user.is_authenticated:
        return public
    if user.is_staff and user.has_perm(EDIT_EVENTS):
        return Q()
    return public | Q(**{f"{path}store__in": stores_with(user, Right.RUN_EVENTS)})
