"""What a reader can change about their recommendations."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from recommendations.models import Dismissal, Exposure, OptOut, Recommendation
from stores.models import Store


def dismiss(store: Store, *, user: User, now: datetime) -> None:
    """Never recommend the store to the user; it can be undone."""
    Dismissal.objects.bulk_create(
        [Dismissal(user=user, store=store, at=now)], ignore_conflicts=True
    )


def undo_dismissal(store: Store, *, user: User) -> None:
    Dismissal.objects.filter(user=user, store=store).delete()


@transaction.atomic
def switch_off(user: User, now: datetime) -> None:
    """No personal recommendations: the user's rows are deleted, and no new ones are learned."""
    OptOut.objects.bulk_create([OptOut(user=user, at=now)], ignore_conflicts=True)
    _purge_learned(user)


def switch_on(user: User) -> None:
    """From the next training on."""
    OptOut.objects.filter(user=user).delete()


def is_on(user: User) -> bool:
    return not OptOut.objects.filter(user=user).exists()


def purge_reader(user: User) -> None:
    """Everything of a user whose account is deleted."""
    _purge_learned(user)
    Dismissal.objects.filter(user=user).delete()
    OptOut.objects.filter(user=user).delete()


def _purge_learned(user: User) -> None:
    Recommendation.objects.filter(user=user).delete()
    Exposure.objects.filter(user=user).delete()
