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
            token = renew_token(old, reader_of(request), self.valid_since)
            return HttpResponse(token, content_type="text/plain")
        except TokenRefused:
            return HttpResponse(status=403)

    @property
    def valid_since(self) -> float:
        """In seconds since 1970; see accounts.services.end_live_tokens."""
        user = self.request.user
        return user.live_since.timestamp() if user.is_authenticated and user.live_since else 0.0
