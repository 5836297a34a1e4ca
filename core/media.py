"""Photos from the site's disk, used without an S3 bucket."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.generic import View
from django.views.static import serve

from core.access import anyone
from core.pages import Page

A_YEAR = 365 * 24 * 3600  # seconds


class Media(Page, View):
    """Serves only what the site itself encoded; names are random and files never change.

    A proxy that can read MEDIA_ROOT may serve /media/ instead, with the same two headers.
    """

    access = anyone
    PATTERN = r"^media/(?P<path>[a-z]{1,40}/[0-9a-zA-Z_]{1,80}\.webp)$"

    def get(self, request: HttpRequest, path: str) -> HttpResponseBase:
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
        response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        response["X-Content-Type-Options"] = "nosniff"
        return response
