"""How many tickets one order and one person may have."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import ngettext

from accounts.identity import email_key, phone_key
from core.postgresql.advisory_locks import lock_name
from orders.carts import CartOwner
from orders.models import Order
from orders.queries import by_identity
from ticketing.database_clock import ClockTime
from ticketing.models import Event, Hold, Place, PlaceState, Ticket, TicketType
from ticketing.refusals import BeyondLimit
from ticketing.statuses import ADMITS


def one_at_a_time(event_id: int, person: str) -> None:
    """Wait until no other transaction takes places of the event for the person."""
    lock_name(f"ticketing:{event_id}:{person}")


def person_of(buyer: CartOwner) -> str:
    return f"user-{buyer.user.pk}" if buyer.user else f"visitor-{buyer.visitor_key}"


def holds_of(buyer: CartOwner) -> Q:
    """Selects holds of the buyer; none for a buyer who is neither."""
    if buyer.user:
        return Q(user=buyer.user)
    return Q(user=None, visitor_key=buyer.visitor_key, visitor_key__isnull=False)


def refuse_beyond_order(
    event: Event, hold: Hold | None, wanted: Collection[TicketType], again: Collection[int] = ()
) -> None:
    """Raise BeyondLimit if the hold would have more places than one order may.

    `again` are the places (primary keys) of `wanted`, some of which it may have already.
    """
    held = Place.objects.none()
    if hold:
        held = Place.objects.filter(hold=hold, state=PlaceState.HELD).exclude(pk__in=again)
    types = Counter(held.order_by().values_list("type", flat=True))
    added = {type_.pk: type_ for type_ in wanted}
    types.update(type_.pk for type_ in wanted)
    if types.total() > event.max_per_order:
        raise BeyondLimit(_most_of_order(event.max_per_order))
    for pk, type_ in added.items():
        if type_.most is not None and types[pk] > type_.most:
            raise BeyondLimit(
                ngettext(
                    "An order can have at most %(most)s ticket of “%(type)s”.",
                    "An order can have at most %(most)s tickets of “%(type)s”.",
                    type_.most,
                )
                % {"most": type_.most, "type": type_}
            )


def refuse_beyond_person(
    event: Event, buyer: CartOwner, adding: int, again: Collection[int] = ()
) -> None:
    """Raise BeyondLimit if the person would have more tickets of the event than allowed.

    Needs `one_at_a_time`. Counts what the buyer holds and the tickets that let in.
    """
    if event.max_per_person is None:
        return
    held = Place.objects.held_at(ClockTime()).filter(date__event=event).exclude(pk__in=again)
    pieces = held.filter(hold__in=Hold.objects.filter(holds_of(buyer))).count()
    if pieces + adding + _tickets(event, _orders_of(buyer)) > event.max_per_person:
        raise BeyondLimit(_most_of_person(event.max_per_person))


def refuse_order_beyond_person(event: Event, order: Order, pieces: int) -> None:
    """Raise BeyondLimit if the person behind the order has too many tickets, by e-mail, phone or account."""
    if event.max_per_person is None:
        return
    _one_order_at_a_time(event, order)
    same = Q(order__in=Order.objects.filter(by_identity(order.email, order.phone)))
    if order.customer_id:
        same |= Q(order__customer=order.customer_id)
    waiting = (
        Ticket.objects.filter(same, event=event, status="pending").exclude(order=order).count()
    )
    if pieces + waiting + _tickets(event, same) > event.max_per_person:
        raise BeyondLimit(_most_of_person(event.max_per_person))


def _one_order_at_a_time(event: Event, order: Order) -> None:
    """Wait for other orders of the same mailbox, phone or account; in one order, so that none deadlocks."""
    known = {
        "email": email_key(order.email),
        "phone": phone_key(order.phone),
        "account": order.customer_id,
    }
    for kind, value in known.items():
        if value:
            one_at_a_time(event.pk, f"{kind}-{value}")


def _orders_of(buyer: CartOwner) -> Q:
    if buyer.user:
        return Q(order__customer=buyer.user)
    return Q(order__visitor_key=buyer.visitor_key, order__visitor_key__isnull=False)


def _tickets(event: Event, whose: Q) -> int:
    return Ticket.objects.filter(whose, event=event, status__in=ADMITS).count()


def _most_of_order(most: int) -> str:
    return ngettext(
        "An order can have at most %(most)s ticket.",
        "An order can have at most %(most)s tickets.",
        most,
    ) % {"most": most}


def _most_of_person(most: int) -> str:
    return ngettext(
        "A person can have at most %(most)s ticket of this event.",
        "A person can have at most %(most)s tickets of this event.",
        most,
    ) % {"most": most}
