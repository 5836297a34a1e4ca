"""The site's URLs and the raffle's."""

from django.urls import include, path

from config.urls import handler400, handler500  # noqa: F401
from config.urls import urlpatterns as site
from tests.popup.views import RafflePage

popup = (
    [
        path("tombola/", RafflePage.as_view(), {"slug": "tombola"}, name="tombola"),
        path("<slug:slug>/", RafflePage.as_view(), name="raffle"),
    ],
    "popup",
)

urlpatterns = [path("raffle/", include(popup)), *site]
