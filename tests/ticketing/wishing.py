"""Who waits for places of a sold-out date."""

from datetime import timedelta

from django.utils import timezone

from ticketing.database_clock import ClockTime
from ticketing.holds.services import OFFER_GRACE
from ticketing.models import Hold, Place, Wish


def fill(date, holder, but=0):
    """Hold all places of the date except the last ones: nothing is left of it."""
    hold = Hold.objects.create(date=date, user=holder, kind="basket")
    keys = list(date.places.order_by("pk").values_list("pk", flat=True))
    until = timezone.now() + timedelta(hours=5)
    type_ = date.event.categories.order_by("pk").first().types.first()
    Place.objects.filter(pk__in=keys[: len(keys) - but]).update(
        state="held", hold=hold, until=until, type=type_
    )
    return hold


def waits(date, who, quantity=1, categories=(), later=0):
    """A confirmed wish of a user, or of a mailbox; `later` seconds after now."""
    now = timezone.now() + timedelta(seconds=later)
    whose = {"email": who} if isinstance(who, str) else {"user": who}
    wish = Wish.objects.create(
        date=date, quantity=quantity, created_at=now, confirmed_at=now, **whose
    )
    wish.categories.set(categories)
    return wish


def offer_lapses(wish, seconds=1):
    """Its 30 minutes are over since so many seconds; the hold lasts for the grace."""
    wish.refresh_from_db()
    until = timezone.now() - timedelta(seconds=seconds)
    Wish.objects.filter(pk=wish.pk).update(offered_until=until)
    Place.objects.filter(hold=wish.offer).update(until=until + OFFER_GRACE)


def offer_is_over(wish):
    """Wait for it, by the database's clock."""
    until = Wish.objects.filter(pk=wish.pk).values("offered_until")
    while Wish.objects.annotate(now=ClockTime()).filter(pk=wish.pk, now__lt=until).exists():
        pass


def held_of(wish):
    """How many places are offered to it."""
    wish.refresh_from_db()
    return wish.offer.places.count() if wish.offer else 0
