"""Links in mails."""

from django.conf import settings
from django.urls import reverse


def site_url(name: str, *args: str) -> str:
    """The absolute URL of a page, from SITE_URL: the Host header of a request can be forged."""
    return str(settings.SITE_URL).rstrip("/") + reverse(name, args=args)
