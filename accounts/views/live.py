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
    """Renews the live token of a page that has been open for long, for the same user only.

    The token is sent in a header, which other sites cannot set and which is not logged.
    """

    access = anyone

    def get(self, request: HttpRequest) -> HttpResponse:
        old = request.headers.get("X-Live-Token", "")
        try:
            return HttpResponse(renew_token(old, reader_of(request)), content_type="text/plain")
        except TokenRefused:
            return HttpResponse(status=403)
