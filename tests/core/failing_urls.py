"""The site's addresses, and pages that end in each error on purpose."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.urls import path

from config.urls import handler400  # noqa: F401
from config.urls import urlpatterns as site
from core.errors import too_many


def raises(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    *site,
    path("fails/400/", raises(SuspiciousOperation())),
    path("fails/403/", raises(PermissionDenied())),
    path("fails/429/", lambda request: too_many(request, 42)),
    path("fails/500/", raises(RuntimeError("on purpose"))),
]
