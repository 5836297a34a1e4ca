"""Where to send the browser next, as it asks, if that stays on this site."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request: HttpRequest, otherwise: str = "") -> str:
    """The path in the `next` of the form or the address, if it is one of this site; else `otherwise`."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if is_local_path(url) else otherwise


def is_local_path(url: str) -> bool:
    """Whether it is a path of this site.

    It starts with a slash: redirect() would take other text for the name of a view.
    """
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def is_page(url: str) -> bool:
    """Whether a path of this site has a page; that of a stored link may be switched off since."""
    return bool(is_valid_path(urlsplit(url).path))
