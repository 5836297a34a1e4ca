"""Who may use a view. Every view declares one of these; a test walks the URL list."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase


@dataclass(frozen=True, slots=True)
class Access:
    """`allows(user)` is asked of signed-in users; others are sent to sign in unless `public`."""

    name: str
    public: bool = False
    allows: Callable[..., bool] = lambda user: True

    def refuse(self, request: HttpRequest) -> HttpResponseBase | None:
        """A redirect to the sign-in page, None where the request may pass, or PermissionDenied."""
        if self.public:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not self.allows(request.user):
            raise PermissionDenied
        return None


anyone = Access("anyone", public=True)
signed_in = Access("signed in")
owners = Access("owners", allows=lambda user: user.is_owner)
riders = Access("riders", allows=lambda user: user.is_rider)
