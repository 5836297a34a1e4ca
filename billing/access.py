"""Who sees and changes a tenant's billing."""

from typing import TYPE_CHECKING

from accounts.models import User
from core.actors import Actor, user_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from billing.models import Subscription, Tenant


def is_tenant(subscription: "Subscription", actor: Actor) -> bool:
    """The user who pays, and administrators of the site with the permission."""
    user = user_of(actor)
    if user is None:
        return False
    if user.is_staff and user.has_perm("billing.change_tenant"):
        return True
    return user.pk == subscription.tenant.user_id


def tenants_visible_to(user: User) -> "QuerySet[Tenant]":
    """Their own; there is one at most."""
    from billing.models import Tenant

    return Tenant.objects.filter(user=user.pk)
