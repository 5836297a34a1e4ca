from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Address
from core.prepared import Prepared


def default_address(request: HttpRequest) -> dict[str, Any]:
    """The user's default delivery address, queried only if a template shows it."""
    return {"default_address": SimpleLazyObject(lambda: _default_of(request))}


def _default_of(request: HttpRequest) -> Address | None:
    if not request.user.is_authenticated:
        return None
    return default_address_of.find(request.user.pk)


@Prepared
def default_address_of(user_id: int) -> QuerySet[Address]:
    return Address.objects.filter(user=user_id, is_default=True)
