"""Following a store: its followers are told of its news."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.events import AccountDeleted
from accounts.models import User
from accounts.services import lock_account
from core.actors import Actor, user_of
from stores.models import Follow, Store


@transaction.atomic
def follow_store(store: Store, user: User, now: datetime | None = None) -> None:
    """Following twice is following once, since the first time; a deleted account follows nothing."""
    if lock_account(user):
        add_follow(store, user, now)


def add_follow(store: Store, user: User, now: datetime | None = None) -> None:
    """As `follow_store`, for who locks the account in the same transaction."""
    follow = Follow(store=store, user=user, at=now or timezone.now())
    Follow.objects.bulk_create([follow], ignore_conflicts=True)


def unfollow_store(store: Store, user: User) -> None:
    Follow.objects.filter(store=store, user=user).delete()


def is_follower(store: Store, actor: Actor) -> bool:
    """Without a query for visitors."""
    user = user_of(actor)
    return user is not None and Follow.objects.filter(store=store, user=user).exists()


def followers_of(store_id: int) -> QuerySet[User]:
    return User.objects.filter(follows__store=store_id)


def followed_stores(user: User, unfollowed: str = "") -> QuerySet[Store, Any]:
    """Those that the user follows, the newest first; also the one with the slug `unfollowed`.

    Each has `is_followed`. Archived ones are left out: they have no page.
    """
    mine = Follow.objects.filter(store=OuterRef("pk"), user=user)
    stores = Store.objects.filter(archived_at=None).annotate(
        is_followed=Exists(mine), followed_at=Subquery(mine.order_by().values("at")[:1])
    )
    stores = stores.filter(Q(is_followed=True) | Q(slug=unfollowed))
    followed_at = F("followed_at").desc(nulls_first=True)
    return stores.select_related("category").order_by(followed_at, "pk")


def follower_count() -> Coalesce:
    """Of the stores of a queryset, as an annotation."""
    follows = Follow.objects.filter(store=OuterRef("pk")).order_by()
    return Coalesce(Subquery(follows.values("store").annotate(all=Count("pk")).values("all")), 0)


def end_follows(event: AccountDeleted) -> None:
    Follow.objects.filter(user=event.row).delete()
