"""The geometry of a plan, which pages of customers and owners draw: a file that never changes."""

import gzip

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views import View

from core.access import anyone
from core.pages import Page
from ticketing.plans.files import packed_geometry
from ticketing.seating.specs import PlanRefused

FOR_EVER = "public, max-age=31536000, immutable"


class Geometry(Page, View):
    """Access needs no more than its digest."""

    access = anyone

    def get(self, request: HttpRequest, digest: str) -> HttpResponse:
        try:
            packed = packed_geometry(digest)
        except PlanRefused as refusal:
            raise Http404 from refusal
        if packed is None:
            raise Http404
        return compressed(request, packed)


def compressed(request: HttpRequest, packed: bytes) -> HttpResponse:
    """An immutable JSON file of these gzipped bytes; unpacked for browsers that do not accept them."""
    accepts = "gzip" in request.headers.get("Accept-Encoding", "")
    content = packed if accepts else gzip.decompress(packed)
    response = HttpResponse(content, content_type="application/json")
    if accepts:
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = FOR_EVER
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
