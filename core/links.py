"""Absolute URLs of this site, from SITE_URL: the Host header of a request can be forged."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse


def absolute(path: str) -> str:
    """The absolute URL of a path of this site; other URLs unchanged."""
    return path if "://" in path else str(settings.SITE_URL).rstrip("/") + path


def site_url(name: str, *args: object) -> str:
    """The absolute URL of a page, by its name."""
    return absolute(reverse(name, args=args))


def has_page(name: str) -> bool:
    """Whether the site has this page without arguments: its feature may be switched off."""
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
