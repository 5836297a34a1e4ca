"""Where to send somebody after a POST."""

from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request, otherwise):
    """The page the form asked to return to, if it is one of ours.

    It starts with a slash: redirect() would take other text for the name of a view.
    """
    url = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if ours and url.startswith("/") else otherwise
