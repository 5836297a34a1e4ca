"""Reactions of stores to events, connected in config/reactions.py."""

from django.utils.translation import gettext as _

from accounts.events import AccountDeleted
from accounts.services import DeletionRefused
from stores.models import Store


def keep_owner_of_stores(event: AccountDeleted) -> None:
    if Store.objects.filter(owner=event.row, archived_at__isnull=True).exists():
        raise DeletionRefused(
            _("You still have stores. Archive them first, then delete your account.")
        )
