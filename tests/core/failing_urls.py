"""The site's URLs, and pages that end in each error on purpose, or write a log line."""

from contextlib import suppress

import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.urls import path

from config.urls import handler400, handler500  # noqa: F401
from config.urls import urlpatterns as site
from core.errors import too_many


def raises(error):
    def view(request):
        raise error

    return view


def cuts_its_connection(request):
    request.session["seen"] = True  # to be saved after this
    with suppress(OperationalError):
        connection.cursor().execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse("seen")


def logs(request):
    structlog.get_logger(__name__).error("logged by a view")
    return HttpResponse("logged")


urlpatterns = [
    *site,
    path("fails/400/", raises(SuspiciousOperation())),
    path("fails/403/", raises(PermissionDenied())),
    path("fails/429/", lambda request: too_many(request, 42)),
    path("fails/later/", cuts_its_connection),
    path("logs/", logs),
    path("fails/500/", raises(RuntimeError("on purpose"))),
]
