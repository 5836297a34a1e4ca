"""Holding, releasing and selling places of a date. Each verb is one transaction, and one UPDATE at most.

To never deadlock, all lock in one order: the order (where there is one), the person, the hold, and its places
by their primary keys. A hold ends at a time of the database's clock, without a job: the next buyer
overwrites it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.events import publish
from core.inserts import insert
from orders.carts import CartOwner
from orders.models import Order
from ticketing.database_clock import ClockTime
from ticketing.events import PlacesChanged, PlacesFreed
from ticketing.holds.admission import Admission
from ticketing.holds.queries import date_with_store, live_hold, lock_hold, lock_places
from ticketing.holds.statements import HOLD, SELL
from ticketing.limits import (
    holds_of,
    one_at_a_time,
    person_of,
    refuse_beyond_order,
    refuse_beyond_person,
)
from ticketing.models import Category, EventDate, Hold, HoldKind, Place, PlaceState, TicketType
from ticketing.phases import Phase, phase_of_date
from ticketing.refusals import (
    CoolingDown,
    HoldLost,
    NotOnSale,
    PlacesBusy,
    PlacesGone,
    SoldOut,
)

HOLD_TIME = timedelta(minutes=5)
# After a hold lapsed, until the same buyer may have its places again.
COOLDOWN = timedelta(seconds=60)
# The places of an offer are held so much longer than it says: see ticketing.waiting.offers.
OFFER_GRACE = timedelta(minutes=2)


@transaction.atomic
def take(
    date: EventDate,
    buyer: CartOwner,
    wanted: Sequence[tuple[int, TicketType]],
    *,
    admission: Admission | None = None,
    hold: Hold | None = None,
    kind: str = HoldKind.BASKET,
    codes: Collection[str] = (),
    now: datetime | None = None,
) -> Hold:
    """Hold these places (primary keys), each for its type, all or none; returns the hold.

    For HOLD_TIME by the database's clock. What is added to a hold ends with it; without `hold` they are
    added to the buyer's own of this date, if there is one. `codes` are the secret codes that the buyer
    knows. A hold of kind `desk` may have blocked places, at any time and without limits. Raises a
    PlacesRefused: PlacesGone names what others were faster to take.
    """
    keys = sorted({pk for pk, _type in wanted})
    types = list(dict(wanted).values())
    date, hold = _prepare(date, buyer, types, hold, kind, codes, now, again=keys)
    lock_places.all(date.pk, keys)
    taken = _hold(date, buyer, hold, kind, dict(wanted))
    if len(taken) < len(keys):
        _refuse_gone(date, buyer, hold, [pk for pk in keys if pk not in taken])
    publish(PlacesChanged(date, keys))
    return hold


@transaction.atomic
def take_any(
    date: EventDate,
    buyer: CartOwner,
    category: Category,
    type_: TicketType,
    pieces: int,
    *,
    admission: Admission | None = None,
    hold: Hold | None = None,
    kind: str = HoldKind.BASKET,
    codes: Collection[str] = (),
    now: datetime | None = None,
) -> Hold:
    """As `take` of any places of the category, for one type, without waiting for other buyers.

    Raises SoldOut if fewer are left, PlacesBusy if others take some of them at this moment.
    """
    date, hold = _prepare(date, buyer, [type_] * pieces, hold, kind, codes, now)
    area = Place.objects.filter(date=date, category=category, is_blocked=False)
    free = area.filter(_is_free(buyer)).order_by("pk")
    keys = list(
        free.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:pieces]
    )
    taken = _hold(date, buyer, hold, kind, dict.fromkeys(keys, type_)) if keys else []
    if len(taken) < pieces:
        _refuse_few(free.count() + len(taken), pieces)
    publish(PlacesChanged(date, keys))
    return hold


@transaction.atomic
def release(hold: Hold, places: Collection[int] | None = None) -> int:
    """Free the places of the hold, or only these; returns how many it still had of them."""
    locked = lock_hold.get(hold.pk)
    mine = Place.objects.filter(hold=hold, state=PlaceState.HELD)
    keys = _lock_places(mine if places is None else mine.filter(pk__in=places))
    freed = mine.filter(pk__in=keys).update(state=PlaceState.FREE, hold=None, until=None, type=None)
    if not mine.exists():
        _end(locked)
    publish(PlacesChanged(locked.date, keys))
    publish(PlacesFreed(locked.date, keys))
    return freed


@transaction.atomic
def extend(hold: Hold, until: datetime, *, pieces: int) -> None:
    """Hold its places until then (aware). Raises HoldLost unless it still has so many."""
    locked = lock_hold.get(hold.pk)
    mine = Place.objects.filter(hold=hold, state=PlaceState.HELD)
    keys = _lock_places(mine)
    if mine.filter(pk__in=keys).update(until=until) != pieces:
        raise HoldLost(_lost())
    publish(PlacesChanged(locked.date, keys))


@transaction.atomic
def hand_to_order(hold: Hold, order: Order, *, pieces: int) -> None:
    """The hold is the order's, until it is to be paid. Raises HoldLost."""
    Hold.objects.filter(pk=hold.pk).update(kind=HoldKind.ORDER, order=order)
    assert order.pay_by is not None  # only a bill has no time to pay
    extend(hold, order.pay_by, pieces=pieces)


@transaction.atomic
def sell(hold: Hold, lines: Mapping[int, int]) -> None:
    """Sell its places, {primary key: that of the order's line}; also if it lapsed, unless others took them.

    Raises HoldLost unless the hold still has all of them.
    """
    locked = lock_hold.get(hold.pk)
    keys = _lock_places(Place.objects.filter(hold=hold, pk__in=lines))
    with connection.cursor() as cursor:
        cursor.execute(SELL, [keys, [lines[pk] for pk in keys], hold.pk])
        if cursor.rowcount != len(lines):
            raise HoldLost(_lost())
    _end(locked)
    publish(PlacesChanged(locked.date, keys))


@transaction.atomic
def free_sold(date: EventDate, places: Collection[int]) -> None:
    """Free sold places of the date (primary keys). Call it with their order locked, their tickets void."""
    sold = Place.objects.filter(date=date, pk__in=places, state=PlaceState.SOLD)
    keys = _lock_places(sold)
    sold.filter(pk__in=keys).update(state=PlaceState.FREE, line=None, type=None)
    if keys:
        publish(PlacesChanged(date, keys))
        publish(PlacesFreed(date, keys))


def until_of(hold: Hold) -> datetime | None:
    """When it lapses, or lapsed; None if it has no places any more."""
    until: datetime | None = hold.places.aggregate(until=Min("until"))["until"]
    return until


def _prepare(
    date: EventDate,
    buyer: CartOwner,
    types: Sequence[TicketType],
    hold: Hold | None,
    kind: str,
    codes: Collection[str],
    now: datetime | None,
    again: Collection[int] = (),
) -> tuple[EventDate, Hold]:
    """What speaks against holding so many tickets; then the date as it is now, and the hold, locked."""
    date = date_with_store.get(date.pk)
    one_at_a_time(date.event_id, person_of(buyer))
    if hold is None:
        hold = live_hold(date, buyer, kind)
    if kind != HoldKind.DESK:
        refuse_unless_on_sale(date, types, codes, now or timezone.now())
        refuse_beyond_order(date.event, hold, types, again)
        refuse_beyond_person(date.event, buyer, len(types), again)
    if hold is None:
        owner = {"user": buyer.user, "visitor_key": buyer.visitor_key}
        hold = Hold(date=date, **owner, kind=kind, is_desk=kind == HoldKind.DESK)
        insert(hold)
        return date, hold
    lock_hold.get(hold.pk)
    if not Place.objects.held_at(ClockTime()).filter(hold=hold, date=date).exists():
        raise HoldLost(_lost())
    return date, hold


def refuse_unless_on_sale(
    date: EventDate, types: Sequence[TicketType], codes: Collection[str], now: datetime
) -> None:
    """Raise NotOnSale unless the date is, and each of the types, for a buyer who knows these codes."""
    if not types:
        raise NotOnSale(_("Choose at least one ticket."))
    if phase_of_date(date, now, has_free=True) != Phase.ON_SALE:
        raise NotOnSale(_("This date is not on sale now."))
    known = {code.casefold() for code in codes}
    for type_ in set(types):
        is_secret = bool(type_.secret_code) and type_.secret_code.casefold() not in known
        if is_secret or not type_.is_open(now):
            raise NotOnSale(_("“%(type)s” is not on sale now.") % {"type": type_})


def _hold(
    date: EventDate, buyer: CartOwner, hold: Hold, kind: str, types: Mapping[int, TicketType]
) -> list[int]:
    """Hold those of the locked places that can be had; returns their primary keys."""
    values: dict[str, Any] = {
        "hold": hold.pk,
        "date": date.pk,
        "places": list(types),
        "types": [type_.pk for type_ in types.values()],
        "is_desk": kind == HoldKind.DESK,
        "hold_time": HOLD_TIME,
        "cooldown": COOLDOWN,
        "user": buyer.user.pk if buyer.user else None,
        "visitor": str(buyer.visitor_key) if buyer.visitor_key else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(HOLD, values)
        return [pk for (pk,) in cursor.fetchall()]


def _is_free(buyer: CartOwner) -> Q:
    """Free, or lapsed; not the buyer's own that lapsed just now."""
    lapsed = Q(state=PlaceState.HELD, until__lte=ClockTime())
    own = Q(until__gt=ClockTime() - COOLDOWN, hold__in=Hold.objects.filter(holds_of(buyer)))
    return Q(state=PlaceState.FREE) | (lapsed & ~own)


def _refuse_gone(date: EventDate, buyer: CartOwner, hold: Hold, keys: Sequence[int]) -> None:
    """Say why these places could not be had."""
    rows = Place.objects.filter(date=date, pk__in=keys).select_related("seat", "category")
    own = Hold.objects.filter(holds_of(buyer)).exclude(pk=hold.pk)
    if rows.filter(state=PlaceState.HELD, until__lte=ClockTime(), hold__in=own).exists():
        raise CoolingDown(_("Your time for these places is over. Try again in a minute."))
    raise gone(rows, keys)


def gone(places: Iterable[Place], keys: Sequence[int]) -> PlacesGone:
    """The refusal that names these places; `keys` are their primary keys."""
    names = ", ".join(str(place) for place in places) or _("these places")
    return PlacesGone(_("Somebody else was faster: %(places)s.") % {"places": names}, keys)


def _refuse_few(left: int, wanted: int) -> None:
    if left >= wanted:
        raise PlacesBusy(_("Others are choosing right now. Please try again in a moment."))
    if not left:
        raise SoldOut(_("There is no place left."), left)
    raise SoldOut(
        ngettext("Only %(left)s place is left.", "Only %(left)s places are left.", left)
        % {"left": left},
        left,
    )


def _lock_places(places: QuerySet[Place, Any]) -> list[int]:
    """In one order. FOR NO KEY UPDATE still allows inserting tickets."""
    locked = places.order_by("pk").select_for_update(no_key=True)
    return list(locked.values_list("pk", flat=True))


def _end(hold: Hold) -> None:
    Hold.objects.filter(pk=hold.pk, ended_at=None).update(ended_at=ClockTime())


def _lost() -> str:
    return _("Your time for these places is over, and you do not hold all of them any more.")
