"""URLs of the organiser's pages."""

from django.urls import reverse


def url(name, *args):
    return reverse(f"ticketing:{name}", args=args)
