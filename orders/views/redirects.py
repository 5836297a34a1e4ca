"""Redirect targets after a POST."""

from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request, otherwise):
    """The `next` path of the form if it is on this site, else `otherwise`.

    It must start with a slash: redirect() would take other text for the name of a view.
    """
    url = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if is_safe and url.startswith("/") else otherwise
