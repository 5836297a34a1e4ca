"""Helpful error pages; the templates are templates/<code>.html."""

import math
import sys

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import server_error
from django_htmx.http import HttpResponseClientRefresh
from django_htmx.middleware import HtmxDetails

from core.outage import is_outage, unavailable


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that explains what to do; after an htmx request the whole page reloads with the message."""
    if HtmxDetails(request):
        messages.warning(
            request, _("Nothing was changed: this page was out of date. Please try again.")
        )
        return HttpResponseClientRefresh()
    return render(request, "403_csrf.html", status=403)


def too_many(request: HttpRequest, retry_after: int, template: str = "429.html") -> HttpResponse:
    """`retry_after` is in seconds."""
    wait = {"retry_after": retry_after, "retry_minutes": math.ceil(retry_after / 60)}
    response = render(request, template, wait, status=429)
    response["Retry-After"] = str(retry_after)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "400.html", status=413)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_outage(exception):  # Django reports a session that could not be saved as a bad request
        return unavailable(request)
    return render(request, "400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """For unhandled exceptions: called while the error is handled."""
    return unavailable(request) if is_outage(sys.exc_info()[1]) else server_error(request)
