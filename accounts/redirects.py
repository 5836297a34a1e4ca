"""The `next` parameter: where to redirect, if it is on this site."""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request: HttpRequest) -> str:
    """The path in the `next` of the form or the query string; empty if it is not on this site."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    is_safe = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_safe else ""


def redirect_next(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """Redirect to the safe `next`, or else to the URL name `otherwise`."""
    return HttpResponseRedirect(safe_next(request) or reverse(otherwise))
