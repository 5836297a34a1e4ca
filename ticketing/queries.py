"""Reads for pages of readers."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from stores.access import Right, stores_with
from ticketing.access import EDIT_EVENTS
from ticketing.models import Event, EventDate
from ticketing.models.events import PUBLIC


def events_visible_to(user: User | AnonymousUser) -> QuerySet[Event]:
    """Public ones, and for who runs them drafts as well."""
    return Event.objects.filter(_visible(user)).select_related("store", "venue")


def dates_visible_to(user: User | AnonymousUser) -> QuerySet[EventDate]:
    """Dates of those events."""
    dates = EventDate.objects.filter(_visible(user, "event__"))
    return dates.select_related("event__store", "event__venue", "plan_version").defer(
        "plan_version__layout"
    )


def _visible(user: User | AnonymousUser, path: str = "") -> Q:
    public = Q(**{f"{path}status__in": PUBLIC})
    if not user.is_authenticated:
        return public
    if user.is_staff and user.has_perm(EDIT_EVENTS):
        return Q()
    return public | Q(**{f"{path}store__in": stores_with(user, Right.RUN_EVENTS)})
