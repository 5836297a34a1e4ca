"""What is freed on a date for which people wait is offered to them, in their turn.

Every freed place, also one that a buyer put back on a sold-out date: those on the list are first, before
other readers of the page. In the transaction that frees them the places become a hold of kind `offer`, so
that others never see them as free. A hold lapses without a transaction: its places are on sale until the
sweep offers them. The places of an offer are held for OFFER_GRACE longer than it says, in which the sweep,
every minute, passes them on; without a worker they are on sale after that.

To never deadlock: who frees places holds their locks already, so the list of a date is locked last
(an advisory lock), and under it other rows are only locked where that needs no waiting.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import keep_account, lock_account
from core.events import publish
from core.postgresql.advisory_locks import lock_name
from core.sweeps import sweep
from orders.carts import CartOwner
from orders.events import OrderEvent
from orders.fulfilment import Fulfilment
from orders.statuses import CAME_TO_NOTHING
from ticketing.database_clock import ClockTime
from ticketing.events import PlacesChanged, PlacesFreed
from ticketing.holds.services import OFFER_GRACE, release, until_of
from ticketing.holds.statements import HOLD
from ticketing.models import (
    EventDate,
    Hold,
    HoldKind,
    Place,
    TicketType,
    Wish,
    WishOutcome,
)
from ticketing.phases import Phase, phase_of_date
from ticketing.waiting.events import PlacesOffered
from ticketing.waiting.wishes import WaitingRefused, end, lock_offer

OFFER_TIME = timedelta(minutes=30)
MAX_PLACES = 500  # offered in one transaction; the sweep goes on

Free = dict[int, list[int]]  # primary keys of places by category
Types = dict[int, list[TicketType]]  # by category, in their order


def offer_freed(event: PlacesFreed) -> None:
    """Offer what was freed, in the transaction that frees it. Costs one query where the list is empty."""
    if event.places and Wish.objects.waiting().filter(date=event.date).exists():
        offer_places(event.date.pk)


def end_paid_wish(event: OrderEvent) -> None:
    """End the wish whose offer was bought."""
    if event.order.fulfilment == Fulfilment.TICKET:
        bought = Wish.objects.open().filter(offer__order=event.order)
        bought.update(ended_at=ClockTime(), outcome=WishOutcome.PAID)


@transaction.atomic
def offer_places(date_id: int, now: datetime | None = None) -> int:
    """Offer the free places of the date to those who wait; returns to how many of them."""
    now = now or timezone.now()
    # Without the lock: the job that refunds a cancelled date frees places of one order after another in a
    # transaction, and would hold it while it waits for an order whose own transaction waits for the lock.
    if _on_sale(date_id, now) is None:
        return 0
    _one_at_a_time(date_id)
    date = _on_sale(date_id, now)
    if date is None:
        return 0
    types = _open_types(date, now)
    free = _lock_free(date, types)
    offered, passed = 0, list[Any]()
    while free and (wish := _next(date, free, passed)):
        is_there = wish.user_id is None or keep_account(wish.user_id)
        if is_there and (picked := _pick(wish, free, types)):
            _offer(wish, picked, now)
            offered += 1
        else:
            passed.append(wish.pk)
    return offered


def bind_offer(wish: Wish, buyer: CartOwner) -> Hold:
    """Make its hold this buyer's, who has the link of its mail. Raises WaitingRefused if it is over."""
    with transaction.atomic():
        if buyer.user and not lock_account(buyer.user):
            raise WaitingRefused(_("This account was deleted."))
        hold = lock_offer(wish.offer_id) if wish.offer_id else None
        live = Wish.objects.open().filter(pk=wish.pk, offered_until__gt=ClockTime())
        if hold is None or not live.exists():
            raise WaitingRefused(refusal_of(wish))
        hold.user, hold.visitor_key = buyer.user, None if buyer.user else buyer.visitor_key
        hold.save(update_fields=["user", "visitor_key"])
    return hold


def refusal_of(wish: Wish) -> str:
    if wish.offer and wish.offer.kind == HoldKind.ORDER:
        return _("These places were ordered already.")
    return _("This offer is over. The places went to the next.")


def pass_on_offers(now: datetime | None = None) -> int:
    """End offers that lapsed, and offer what is free to those who wait; returns how often it did."""
    now = now or timezone.now()
    ended = sweep(_lapsed(), end_lapsed, failed="offers that could not be passed on")
    dates = EventDate.objects.filter(Exists(Wish.objects.waiting().filter(date=OuterRef("pk"))))
    free = Place.objects.free_at(ClockTime()).filter(date=OuterRef("pk"))
    due = list(dates.filter(Exists(free)).order_by("pk").values_list("pk", flat=True))
    return ended + sweep(due, lambda pk: offer_places(pk, now), failed="dates with free places")


@transaction.atomic
def end_lapsed(wish: Wish) -> bool:
    """End its offer, which goes to the next; whether it was. Skips what others change at this moment."""
    hold = lock_offer(wish.offer_id, skip_locked=True) if wish.offer_id else None
    rows = _lapsed().filter(pk=wish.pk)
    locked = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    if locked is None or (hold is None and locked.offer and locked.offer.kind == HoldKind.OFFER):
        return False
    end(locked, WishOutcome.LAPSED)
    if hold is not None:
        release(hold)
    return True


def _lapsed() -> QuerySet[Wish]:
    """Those whose offer was not ordered in time, or whose order came to nothing."""
    unordered = Q(offer__kind=HoldKind.OFFER, offered_until__lte=ClockTime())
    came_to_nothing = Q(offer__order__status__in=CAME_TO_NOTHING)
    rows = Wish.objects.open().filter(unordered | came_to_nothing, offer__isnull=False)
    return rows.select_related("offer").order_by("offered_until")


def _on_sale(date_id: int, now: datetime) -> EventDate | None:
    date = EventDate.objects.select_related("event__store").get(pk=date_id)
    return date if phase_of_date(date, now, has_free=True) == Phase.ON_SALE else None


def _one_at_a_time(date_id: int) -> None:
    """Of two places that are given back at once, the second transaction sees the first's offer."""
    lock_name(f"ticketing-waiting:{date_id}")


def _open_types(date: EventDate, now: datetime) -> Types:
    """Those that may be offered: without a secret code, and on sale."""
    types = TicketType.objects.filter(category__event=date.event_id, secret_code="")
    open_ones: Types = defaultdict(list)
    for type_ in types.order_by("position", "pk"):
        if type_.is_open(now):
            open_ones[type_.category_id].append(type_)
    return dict(open_ones)


def _usual_type(types: Sequence[TicketType], pieces: int) -> TicketType | None:
    """The first of which an order may have so many pieces."""
    return next((each for each in types if each.least <= pieces <= (each.most or pieces)), None)


def _lock_free(date: EventDate, categories: Collection[int]) -> Free:
    rows = Place.objects.free_at(ClockTime()).filter(date=date, category__in=categories)
    locked = rows.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True)
    free: Free = defaultdict(list)
    for pk, category in locked.values_list("pk", "category")[:MAX_PLACES]:
        free[category].append(pk)
    return dict(free)


def _next(date: EventDate, free: Free, passed: Collection[Any]) -> Wish | None:
    """The first in turn whom these places may suit, locked; who leaves at this moment is passed over."""
    chosen = Wish.categories.through.objects.filter(wish=OuterRef("pk"))
    suits = ~Exists(chosen) | Exists(chosen.filter(category__in=list(free)))
    pieces = sum(map(len, free.values()))
    waiting = Wish.objects.waiting().filter(suits, date=date, quantity__lte=pieces)
    locked = waiting.exclude(pk__in=passed).select_for_update(
        of=("self",), no_key=True, skip_locked=True
    )
    return locked.first()


def _suffices(places: Sequence[int], types: Sequence[TicketType], pieces: int) -> bool:
    return len(places) >= pieces and _usual_type(types, pieces) is not None


def _pick(wish: Wish, free: Free, types: Types) -> dict[int, TicketType]:
    """As many places as are wished, with their types, of one category if that has enough.

    None if there are too few, or if an order may not have so many, or so few, of a category's types.
    """
    chosen = set(wish.categories.values_list("pk", flat=True)) or set(free)
    found = [(category, free[category]) for category in sorted(chosen) if category in free]
    found.sort(key=lambda each: not _suffices(each[1], types[each[0]], wish.quantity))
    keys = [(pk, category) for category, places in found for pk in places][: wish.quantity]
    pieces = Counter(category for _pk, category in keys)
    usual = {category: _usual_type(types[category], pieces[category]) for category in pieces}
    if len(keys) < wish.quantity or None in usual.values():
        return {}
    picked = {pk: type_ for pk, category in keys if (type_ := usual[category])}
    for category in pieces:
        free[category] = [pk for pk in free[category] if pk not in picked]
        if not free[category]:
            del free[category]
    return picked


def _offer(wish: Wish, picked: dict[int, TicketType], now: datetime) -> None:
    """These places (by primary key) are locked and free."""
    hold = Hold.objects.create(date=wish.date, user=wish.user, kind=HoldKind.OFFER)
    values: dict[str, Any] = {
        "hold": hold.pk,
        "date": wish.date_id,
        "places": list(picked),
        "types": [type_.pk for type_ in picked.values()],
        "is_desk": False,
        "hold_time": OFFER_TIME + OFFER_GRACE,
        "cooldown": timedelta(0),
        "user": None,
        "visitor": None,
    }
    with connection.cursor() as cursor:
        cursor.execute(HOLD, values)
    wish.offer, wish.offered_until = hold, _until(hold)
    wish.save(update_fields=["offer", "offered_until"])
    publish(PlacesChanged(wish.date, list(picked)))
    publish(PlacesOffered(wish, now))


def _until(hold: Hold) -> datetime:
    until = until_of(hold)
    assert until is not None  # its places are locked
    return until - OFFER_GRACE
