"""The `next` parameter: where to redirect, if it is on this site."""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from core.redirects import safe_next


def redirect_next(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """Redirect to the safe `next`, or else to the URL name `otherwise`."""
    return HttpResponseRedirect(safe_next(request) or reverse(otherwise))
