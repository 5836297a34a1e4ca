"""Predicates of who may see a store."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from stores.models import Store


def may_preview(user: User | AnonymousUser, store: Store) -> bool:
    """A store without a menu is shown to its owner, and to administrators of the site."""
    return user.is_authenticated and (user.pk == store.owner_id or user.is_staff)
