"""The geometry of a plan, which pages of customers and owners draw: a file that never changes."""

import gzip

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views import View

from core.access import anyone
from core.pages import Page
from ticketing.models import PlanVersion
from ticketing.plan_files import geometry_text
from ticketing.seating.specs import PlanRefused

FOR_EVER = "public, max-age=31536000, immutable"


class Geometry(Page, View):
    """Whoever has its digest may draw it."""

    access = anyone

    def get(self, request: HttpRequest, digest: str) -> HttpResponse:
        versions = PlanVersion.objects.select_related("plan").order_by("pk")
        version = versions.filter(digest=digest).first()
        if version is None:
            raise Http404
        try:
            text = geometry_text(version)
        except PlanRefused as refusal:
            raise Http404 from refusal
        return compressed(request, text.encode())


def compressed(request: HttpRequest, content: bytes) -> HttpResponse:
    """An immutable JSON file; compressed for browsers that accept that."""
    accepts = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        gzip.compress(content, 9, mtime=0) if accepts else content, content_type="application/json"
    )
    if accepts:
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = FOR_EVER
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
