"""Ends the waiting for dates that were cancelled, and notifies those who waited."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.events import publish
from core.sweeps import sweep
from ticketing.models import Wish, WishOutcome
from ticketing.waiting.events import WaitedInVain
from ticketing.waiting.wishes import leave


def end_vain_wishes(now: datetime | None = None) -> int:
    """End each in its own transaction; returns how many. What was offered to one is released."""
    now = now or timezone.now()
    wishes = Wish.objects.open().filter(date__cancelled_at__isnull=False)
    rows = wishes.select_related("date__event__store", "user").order_by("pk")
    return sweep(rows, lambda wish: _end(wish, now), failed="wishes of cancelled dates")


@transaction.atomic
def _end(wish: Wish, now: datetime) -> bool:
    """Whether it was open. A mailbox that never confirmed its wish is not written to again."""
    if not leave(wish.pk, WishOutcome.CANCELLED):
        return False
    if wish.confirmed_at is not None:
        publish(WaitedInVain(wish, now))
    return True
