from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from core.access import anyone
from core.pages import Page
from live.pages import reader_of
from live.tokens import TokenRefused, renew_token


@method_decorator(never_cache, name="dispatch")
class RenewToken(Page, View):
    """Signs the live token of a page left open for long anew, for the same reader only.

    The token comes in a header, which no other site can send, and which stands in no log.
    """

    access = anyone

    def get(self, request: HttpRequest) -> HttpResponse:
        old = request.headers.get("X-Live-Token", "")
        try:
            return HttpResponse(renew_token(old, reader_of(request)), content_type="text/plain")
        except TokenRefused:
            return HttpResponse(status=403)
