"""Links in mails."""

from django.conf import settings
from django.urls import reverse


def site_url(name: str, *args: str) -> str:
    """The address of a page; never by the host that a request claims to be for, which anybody can write."""
    return str(settings.SITE_URL).rstrip("/") + reverse(name, args=args)
