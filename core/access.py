"""Who may use a view. Every view declares one of these; a test checks the URL list."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


class SignInFirst(Exception):
    """A public page's content belongs to a user, and the visitor is not signed in (see core.pages).

    Afterwards the visitor comes back to this page, or to the path `back`.
    """

    def __init__(self, back: str = "") -> None:
        super().__init__(back)
        self.back = back


@dataclass(frozen=True, slots=True)
class Access:
    """`allows(user)` is checked for signed-in users; others are sent to sign in unless `public`."""

    name: str
    public: bool = False
    allows: Callable[..., bool] = lambda user: True

    def refuse(self, request: HttpRequest) -> HttpResponseBase | None:
        """A redirect to the sign-in page, None if the request may pass, or PermissionDenied."""
        if self.public:
            return None
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if not self.allows(request.user):
            raise PermissionDenied
        return None


def to_sign_in(request: HttpRequest, back: str = "") -> HttpResponseBase:
    """An htmx request redirects its whole page, and back to it: the sign-in page is not a fragment.

    `back` is a path to come back to instead, with what was typed.
    """
    htmx = HtmxDetails(request)
    if not htmx:
        return redirect_to_login(back or request.get_full_path())
    page = back or htmx.current_url_abs_path or request.get_full_path()
    return HttpResponseClientRedirect(redirect_to_login(page).url)


anyone = Access("anyone", public=True)
signed_in = Access("signed in")
owners = Access("owners", allows=lambda user: user.is_owner)
riders = Access("riders", allows=lambda user: user.is_rider)
