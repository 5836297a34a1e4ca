"""Who may see what of stores."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from stores.models import Store


def may_preview(user: User | AnonymousUser, store: Store) -> bool:
    """A store without a menu is shown to its owner, and to who administers the site."""
    return user.is_authenticated and (user.pk == store.owner_id or user.is_staff)
