"""All pages of events and tickets, at the root of the site."""

from django.urls import URLPattern, URLResolver, include, path

from ticketing.views import customer_events, holds, reminders
from ticketing.views.geometry import Geometry
from ticketing.views.waiting import JoinWaiting

app_name = "ticketing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("events/", customer_events.EventList.as_view(), name="browse"),
    path(
        "events/reminder/<str:key>/", reminders.ConfirmReminder.as_view(), name="reminder-confirm"
    ),
    path("events/reminder/<str:key>/stop/", reminders.StopReminder.as_view(), name="reminder-stop"),
    path("events/<str:number>/", customer_events.EventPage.as_view(), name="event"),
    path("events/<str:number>/remind/", reminders.AskReminder.as_view(), name="remind"),
    path("events/<str:number>/<str:date>/", holds.DatePage.as_view(), name="date"),
    path("events/<str:number>/<str:date>/release/", holds.ReleaseHold.as_view(), name="release"),
    path("events/<str:number>/<str:date>/seats/", holds.SeatChanges.as_view(), name="seats"),
    path("tickets/plans/<str:digest>.json", Geometry.as_view(), name="geometry"),
    path("shop/events/", include("ticketing.urls.events")),
    path(
        "events/<str:number>/<str:date>/waiting/",
        JoinWaiting.as_view(),
        name="waiting",
    ),
    path("waiting-list/", include("ticketing.urls.waiting")),
    path("shop/stores/<str:slug>/seating/", include("ticketing.urls.plans")),
    path("shop/events/<str:number>/check-in/", include("ticketing.urls.check_in")),
    path("gate/", include("ticketing.urls.gates")),
    path("", include("ticketing.urls.tickets")),
]
