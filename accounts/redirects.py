"""Where to go next, as the browser asks, so long as it stays on this site."""

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request: HttpRequest) -> str:
    """The `next` of the form or the address; empty where there is none or it leads elsewhere."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    is_safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_safe else ""


def next_or(request: HttpRequest, default: str) -> str:
    """The safe `next`, or the address of the page named `default`."""
    return safe_next(request) or resolve_url(default)
