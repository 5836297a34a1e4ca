"""Who sees and changes a tenant's billing."""

from typing import TYPE_CHECKING

from core.actors import Actor, user_of
from core.lifecycle.conditions import is_system

if TYPE_CHECKING:
    from billing.models import Subscription


def is_tenant(subscription: "Subscription", actor: Actor) -> bool:
    """The user who pays, and administrators of the site with the permission."""
    user = user_of(actor)
    if user is None:
        return False
    if user.is_staff and user.has_perm("billing.change_tenant"):
        return True
    return user.pk == subscription.tenant.user_id


def may_subscribe(subscription: "Subscription", actor: Actor) -> bool:
    return is_system(subscription, actor) or is_tenant(subscription, actor)
