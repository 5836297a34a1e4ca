"""Reads of holds and what they hold: the hottest queries of a rush, so all are prepared (core.prepared)."""

from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from core.prepared import Prepared
from orders.carts import CartOwner
from ticketing.database_clock import ClockTime
from ticketing.models import EventDate, Hold, HoldKind, Place, PlaceState


def live_hold(date: EventDate, buyer: CartOwner, kind: str = HoldKind.BASKET) -> Hold | None:
    """The buyer's hold of places of the date that has not lapsed, if any."""
    holds: list[Hold] = []
    if buyer.user:
        holds = live_holds_of_user.all(date.pk, str(kind), buyer.user.pk)
    elif buyer.visitor_key:
        holds = live_holds_of_visitor.all(date.pk, str(kind), buyer.visitor_key)
    return holds[-1] if holds else None


@Prepared
def live_holds_of_user(date_id: int, kind: str, user_id: int) -> QuerySet[Hold]:
    return _live(Hold.objects.filter(date=date_id, kind=kind, user=user_id))


@Prepared
def live_holds_of_visitor(date_id: int, kind: str, visitor_key: UUID) -> QuerySet[Hold]:
    return _live(Hold.objects.filter(date=date_id, kind=kind, user=None, visitor_key=visitor_key))


def _live(holds: QuerySet[Hold]) -> QuerySet[Hold]:
    """Those with places that did not lapse, the newest last."""
    places = Place.objects.held_at(ClockTime()).filter(hold=OuterRef("pk"))
    return holds.filter(Exists(places), ended_at=None).order_by("pk")


@Prepared
def hold_of_user(token: UUID, user_id: int) -> QuerySet[Hold]:
    return Hold.objects.filter(token=token, user=user_id)


@Prepared
def hold_of_visitor(token: UUID, visitor_key: UUID) -> QuerySet[Hold]:
    return Hold.objects.filter(token=token, user=None, visitor_key=visitor_key)


@Prepared
def open_hold(pk: int) -> QuerySet[Hold]:
    """Neither ended nor an order's."""
    waiting = Hold.objects.filter(pk=pk, ended_at=None).exclude(kind=HoldKind.ORDER)
    return waiting.select_related("date__event__store")


@Prepared
def lock_open_hold(pk: int) -> QuerySet[Hold]:
    return open_hold.queryset(pk).select_for_update(of=("self",), no_key=True)


@Prepared
def held_places(hold_id: int) -> QuerySet[Place]:
    """Those that did not lapse."""
    live = Place.objects.filter(hold=hold_id, state=PlaceState.HELD, until__gt=ClockTime())
    return live.select_related("type__category", "seat", "category", "date").order_by("pk")


@Prepared
def lock_held_places(hold_id: int) -> QuerySet[Place]:
    return held_places.queryset(hold_id).select_for_update(of=("self",), no_key=True)


@Prepared
def places_at(date_id: int, positions: list[int]) -> QuerySet[Place]:
    """The seats at these positions of the plan; `is_taken`: sold, or held by a hold that did not lapse."""
    taken = Q(state=PlaceState.SOLD) | Q(state=PlaceState.HELD, until__gt=ClockTime())
    places = Place.objects.filter(date=date_id, seat__position__any=positions)
    taken_now = {"is_taken": ExpressionWrapper(taken, output_field=BooleanField())}
    return places.select_related("seat", "category", "hold").annotate(**taken_now)


@Prepared
def lock_places(date_id: int, keys: list[int]) -> QuerySet[Place]:
    """In one order. FOR NO KEY UPDATE still allows inserting tickets."""
    places = Place.objects.filter(date=date_id, pk__any=keys).order_by("pk")
    return places.select_for_update(no_key=True).only("pk")


@Prepared
def changed_places(keys: list[int]) -> QuerySet[Place]:
    """What open pages are told of them."""
    shown = ("seat__position", "category", "state", "until", "is_blocked", "changed_at")
    return Place.objects.filter(pk__any=keys).select_related("seat").only(*shown)


@Prepared
def lock_hold(pk: int) -> QuerySet[Hold]:
    """With its date."""
    holds = Hold.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk)
    return holds.select_related("date")


@Prepared
def date_with_store(pk: int) -> QuerySet[EventDate]:
    """Of its event."""
    return EventDate.objects.select_related("event__store").filter(pk=pk)
