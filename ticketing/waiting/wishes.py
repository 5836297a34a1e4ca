"""The waiting list of a date that is sold out: joining, confirming and leaving it.

Nothing here depends on whether an address waits already, so that cannot be found out. What is offered to
whom is up to ticketing.waiting.offers.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.events import AccountDeleted
from accounts.models import User
from accounts.opt_in import LINK_AGE, count_mail
from accounts.services import lock_account
from core.events import publish
from core.throttle import Limit
from ticketing.database_clock import ClockTime
from ticketing.holds.services import release
from ticketing.models import Category, EventDate, Hold, HoldKind, Place, Wish, WishOutcome
from ticketing.phases import Phase, phase_of_date
from ticketing.waiting.events import WishesDeleted, WishMade

DAY = 24 * 60 * 60  # seconds
JOINING = Limit("waiting-list", times=20, seconds=60 * 60)
TO_MAILBOX = Limit("waiting-list-mails", times=5, seconds=DAY)  # for dates of all events
MAX_WISHED_PLACES = 10  # of one wish, where the event allows as many
DELETED_AFTER = timedelta(days=30)  # since the wish ended, or the date began
CONFIRM_SALT, LEAVE_SALT, OFFER_SALT = (
    f"ticketing.waiting.{each}" for each in ("confirm", "leave", "offer")
)


class WaitingRefused(Exception):
    """There is nothing to wait for, or not like this; the text can be shown to the user as it is."""


@transaction.atomic
def join_as_user(
    date: EventDate, user: User, quantity: int, categories: Sequence[Category], now: datetime
) -> None:
    """Let the user wait for so many places of these categories (none: of all). Raises WaitingRefused.

    A user who waits already changes the wish in its turn, unless an offer was made.
    """
    if not lock_account(user):
        raise WaitingRefused(_("This account was deleted."))
    refuse_unless_sold_out(date, quantity, categories, now)
    wish = Wish(date=date, user=user, quantity=quantity, created_at=now, confirmed_at=now)
    wish.language = user.language
    Wish.objects.bulk_create([wish], ignore_conflicts=True)
    mine = Wish.objects.select_for_update(of=("self",), no_key=True).open()
    mine = mine.filter(date=date, user=user, offer=None)
    if found := mine.first():
        found.quantity = quantity
        found.save(update_fields=["quantity"])
        found.categories.set(categories)


@transaction.atomic
def join_by_mail(
    date: EventDate, email: str, quantity: int, categories: Sequence[Category], now: datetime
) -> None:
    """Mail the owner of the mailbox a link that confirms the wish; raises as `join_as_user`.

    Nothing is mailed if it waits already, or beyond the limit of the mailbox. A wish that is not confirmed
    yet is replaced, in its turn: the link of the latest mail is the one that is good.
    """
    email = email.lower()
    refuse_unless_sold_out(date, quantity, categories, now)
    open_ones = Wish.objects.open().filter(date=date, email=email, user=None)
    former = open_ones.first()
    if (former and former.confirmed_at) or not count_mail(TO_MAILBOX, email, now):
        return
    delete_wishes(open_ones.filter(confirmed_at=None))
    wish = Wish(
        date=date,
        email=email,
        quantity=quantity,
        language=get_language() or "en",
        created_at=former.created_at if former else now,
    )
    Wish.objects.bulk_create([wish], ignore_conflicts=True)
    if Wish.objects.filter(pk=wish.pk).exists():
        wish.categories.set(categories)
        publish(WishMade(wish, now))


def confirm(wish: Wish, now: datetime) -> None:
    """Let its mailbox wait; confirming twice is confirming once."""
    Wish.objects.open().filter(pk=wish.pk, confirmed_at=None).update(confirmed_at=now)


def leave(wish_id: uuid.UUID, outcome: WishOutcome = WishOutcome.LEFT) -> bool:
    """End the wish; what is offered to it goes to the next. Whether it was open.

    An order that was made of its offer stays, and is cancelled as any order.
    """
    while (is_left := _leave(wish_id, outcome)) is None:
        pass  # an offer was made at this moment
    return is_left


@transaction.atomic
def _leave(wish_id: uuid.UUID, outcome: WishOutcome) -> bool | None:
    """None if an offer was made meanwhile: its hold is locked first, as by an order."""
    wishes = Wish.objects.open().filter(pk=wish_id)
    offered = wishes.values_list("offer", flat=True).first()
    hold = lock_offer(offered) if offered else None
    wish = wishes.select_for_update(of=("self",), no_key=True).first()
    if wish is None:
        return False
    if wish.offer_id != offered:
        return None
    end(wish, outcome)
    if hold is not None:
        release(hold)
    return True


def lock_offer(hold_id: int, *, skip_locked: bool = False) -> Hold | None:
    """The hold of an offer that was neither ordered nor ended, locked."""
    offers = Hold.objects.filter(pk=hold_id, kind=HoldKind.OFFER, ended_at=None)
    return offers.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked).first()


def end(wish: Wish, outcome: WishOutcome) -> None:
    Wish.objects.open().filter(pk=wish.pk).update(ended_at=ClockTime(), outcome=outcome)


def refuse_unless_sold_out(
    date: EventDate, quantity: int, categories: Sequence[Category], now: datetime
) -> None:
    """Raise WaitingRefused unless the date is on sale, and no place of these categories is left."""
    most = most_of(date)
    if not 1 <= quantity <= most:
        raise WaitingRefused(
            ngettext(
                "You can wait for at most %(most)s ticket.",
                "You can wait for at most %(most)s tickets.",
                most,
            )
            % {"most": most}
        )
    free = Place.objects.free_at(ClockTime()).filter(date=date)
    if categories:
        free = free.filter(category__in=categories)
    phase = phase_of_date(date, now, has_free=free.exists())
    if phase == Phase.ON_SALE:
        raise WaitingRefused(_("There are places left. Choose them now."))
    if phase != Phase.SOLD_OUT:
        raise WaitingRefused(_("This date is not on sale now."))


def most_of(date: EventDate) -> int:
    """The most places that one can wait for."""
    limits = [MAX_WISHED_PLACES, date.event.max_per_order, date.event.max_per_person]
    return min(each for each in limits if each is not None)


def wish_of(date: EventDate, user: User | None) -> Wish | None:
    """What the user waits for, or what is offered to them."""
    if user is None:
        return None
    return Wish.objects.open().select_related("offer").filter(date=date, user=user).first()


def find(wish_id: uuid.UUID | None) -> Wish | None:
    if wish_id is None:
        return None
    rows = Wish.objects.select_related("date__event__store", "date__event__venue", "offer", "user")
    return rows.filter(pk=wish_id).first()


def event_keys(wish_id: uuid.UUID) -> dict[str, str]:
    """Of the messages about a wish, by the code of their kind."""
    return {
        "wish-confirm": f"wish-ask-{wish_id.hex}",
        "places-offered": f"places-offered-{wish_id.hex}",
        "waited-in-vain": f"waited-in-vain-{wish_id.hex}",
    }


def purge_old_wishes(now: datetime | None = None) -> int:
    """Delete wishes that ended, were never confirmed, or whose date is over; returns how many."""
    now = now or timezone.now()
    return delete_wishes(
        Wish.objects.filter(
            Q(ended_at__lt=now - DELETED_AFTER)
            | Q(confirmed_at=None, created_at__lt=now - timedelta(seconds=LINK_AGE))
            | Q(date__begins_at__lt=now - DELETED_AFTER)
        )
    )


def end_wishes(event: AccountDeleted) -> None:
    """Also those of the mailbox that were made without the account."""
    theirs = Wish.objects.filter(Q(user=event.row) | Q(email=event.row.email.lower()))
    # Passed over by offers from now on, also by those that two who leave would make to each other.
    waiting = theirs.open().filter(offer=None).order_by("pk").select_for_update(of=("self",))
    list(waiting.values_list("pk", flat=True))
    for pk in list(theirs.open().values_list("pk", flat=True)):
        leave(pk)
    delete_wishes(theirs)


@transaction.atomic
def delete_wishes(wishes: QuerySet[Wish]) -> int:
    ids = list(wishes.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    if ids:
        Wish.objects.filter(pk__in=ids).delete()
        publish(WishesDeleted(None, ids))
    return len(ids)
