from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Address
from accounts.queries import default_address_of


def default_address(request: HttpRequest) -> dict[str, Any]:
    """The user's default delivery address, queried only if a template shows it."""
    return {"default_address": SimpleLazyObject(lambda: _default_of(request))}


def _default_of(request: HttpRequest) -> Address | None:
    if not request.user.is_authenticated:
        return None
    return default_address_of.find(request.user.pk)
