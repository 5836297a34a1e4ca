from django.urls import URLPattern, URLResolver, include, path

from ticketing.views.geometry import Geometry
from ticketing.views.waiting import JoinWaiting

app_name = "ticketing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("tickets/plans/<str:digest>.json", Geometry.as_view(), name="geometry"),
    path("shop/events/", include("ticketing.event_urls")),
    path(
        "events/<str:number>/<str:date>/waiting/",
        JoinWaiting.as_view(),
        name="waiting",
    ),
    path("waiting-list/", include("ticketing.waiting_urls")),
    path("shop/stores/<str:slug>/seating/", include("ticketing.plan_urls")),
    path("shop/events/<str:number>/check-in/", include("ticketing.check_in_urls")),
    path("gate/", include("ticketing.gate_urls")),
    path("", include("ticketing.ticket_urls")),
]
