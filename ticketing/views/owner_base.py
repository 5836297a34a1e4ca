"""What the organiser's pages share: the event is loaded through its store's members, in its time zone."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import User
from core.limit_pages import LimitedPage
from core.pages import Page
from stores.access import Right, holders_of, require
from ticketing.models import Event, EventDate
from ticketing.queries import date_of_event, event_of_member


class EventsPage(Page):
    access = holders_of(Right.RUN_EVENTS)

    @property
    def user(self) -> User:
        return cast(User, self.request.user)


class EventPage(EventsPage, LimitedPage):
    """404 for strangers, 403 for members without the right. Times are read and shown in the event's zone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_answered = hasattr(self, (request.method or "").lower())
        if not is_answered or self.access.refuse(request):
            return super().dispatch(request, *args, **kwargs)
        with timezone.override(self.event.time_zone):
            return super().dispatch(request, *args, **kwargs)

    @cached_property
    def event(self) -> Event:
        event = event_of_member.get_or_404(self.user.pk, self.kwargs["event"])
        require(self.user, event.store, Right.RUN_EVENTS)
        return event

    def limited_rows(self) -> list[Any]:
        return [self.event.store, self.event]

    @cached_property
    def date(self) -> EventDate:
        date = date_of_event.get_or_404(self.event.pk, self.kwargs["date"])
        date.event = self.event
        return date

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"ticketing:{name}", args=[self.event.number, *args])

    def back(self, name: str = "event-manage", *args: Any) -> HttpResponse:
        return redirect(self.url(name, *args))

    def page(self, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
        shown = {"event": self.event, "store": self.event.store, **context}
        return render(self.request, f"ticketing/owner/{template}.html", shown, status=status)
