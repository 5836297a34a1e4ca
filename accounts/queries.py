"""The addresses of a user, prepared: most pages show the default one, and each checkout asks for all."""

from django.db.models import QuerySet

from accounts.models import Address
from core.prepared import Prepared


@Prepared
def default_address_of(user_id: int) -> QuerySet[Address]:
    return Address.objects.filter(user=user_id, is_default=True)


@Prepared
def addresses_of(user_id: int) -> QuerySet[Address]:
    """The default one first, then by label."""
    return Address.objects.filter(user=user_id)
