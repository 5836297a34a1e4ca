"""Who holds tickets: buyers, or those to whom they handed a ticket over, with an account or without.

Users are notified by a broadcast, the others by mail in batches: a batch is one transaction, which locks
the row that it is about, so that a killed worker leaves whole batches only.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from core.events import Event, publish
from ticketing.change_events import (
    GuestTold,
    GuestToldOfCancellation,
    GuestToldOfNews,
    GuestToldOfPostponement,
)
from ticketing.models import ChangeKind, DateChange, EventNews, Ticket
from ticketing.statuses import ADMITS, PENDING, VoidReason

BATCH = 100  # tickets of one transaction
STALLED = timedelta(minutes=2)  # without a batch: its job was lost

Told = DateChange | EventNews


def tickets_of_change(change: DateChange) -> QuerySet[Ticket]:
    """Of a postponed date also those that wait for their payment; of a cancelled one those it made void.

    Buyers who have not paid for a cancelled date are notified that the order is cancelled.
    """
    if change.kind == ChangeKind.POSTPONED:
        return Ticket.objects.filter(status__in=[PENDING, *ADMITS], date=change.date_id)
    refunded = Q(status="void", voided_at__gte=change.at, void_reason=VoidReason.REFUNDED)
    return Ticket.objects.filter(Q(status__in=ADMITS) | refunded, date=change.date_id)


def tickets_of_news(news: EventNews) -> QuerySet[Ticket]:
    """Of dates that are still to come."""
    to_come = Q(date__begins_at__gt=news.at, date__cancelled_at=None)
    return Ticket.objects.filter(to_come, event=news.event_id, status__in=ADMITS)


def holders_of_change(change_id: int) -> QuerySet[User]:
    return _users(tickets_of_change(DateChange.objects.get(pk=change_id)))


def holders_of_news(news_id: int) -> QuerySet[User]:
    return _users(tickets_of_news(EventNews.objects.get(pk=news_id)))


@transaction.atomic
def tell_guests_of_change(change_id: int, now: datetime) -> bool:
    """Mail the next holders without an account; whether some are left."""
    rows = DateChange.objects.filter(pk=change_id, told_at=None)
    change = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if change is None:
        return False
    is_cancelled = change.kind == ChangeKind.CANCELLED
    told = GuestToldOfCancellation if is_cancelled else GuestToldOfPostponement
    return _tell(change, tickets_of_change(change), lambda guest: told(change, guest), now)


@transaction.atomic
def tell_guests_of_news(news_id: int, now: datetime) -> bool:
    """As `tell_guests_of_change`."""
    rows = EventNews.objects.filter(pk=news_id, told_at=None, tells_holders_since__isnull=False)
    news = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if news is None:
        return False
    return _tell(news, tickets_of_news(news), lambda guest: GuestToldOfNews(news, guest), now)


def stalled_changes(now: datetime) -> QuerySet[DateChange, int]:
    """The primary keys of those whose holders no job notifies."""
    rows = DateChange.objects.filter(_idle(now), at__lt=now - STALLED)
    return rows.order_by("pk").values_list("pk", flat=True)


def stalled_news(now: datetime) -> QuerySet[EventNews, int]:
    rows = EventNews.objects.filter(_idle(now), tells_holders_since__lt=now - STALLED)
    return rows.order_by("pk").values_list("pk", flat=True)


def _idle(now: datetime) -> Q:
    return Q(told_at=None) & (Q(moved_at=None) | Q(moved_at__lt=now - STALLED))


def _users(tickets: QuerySet[Ticket]) -> QuerySet[User]:
    """Those to whom tickets were handed over, by account or mailbox; of all others the buyers."""
    mailboxes = tickets.exclude(holder_email="").values("holder_email")
    bought = tickets.filter(holder=None, holder_key=None)
    buyers = bought.exclude(order__customer=None).values("order__customer")
    holders = tickets.exclude(holder=None).values("holder")
    known = Q(pk__in=buyers) | Q(pk__in=holders) | Q(email__in=mailboxes)
    return User.objects.filter(known)


def _tell(
    row: Told, tickets: QuerySet[Ticket], told: Callable[[GuestTold], Event], now: datetime
) -> bool:
    """A mailbox with several tickets gets one mail: a constraint of mails ensures it."""
    left = tickets.filter(pk__gt=row.told_until).select_related("order").order_by("pk")
    batch = list(left[:BATCH])
    for guest in _guests(batch):
        publish(told(guest))
    is_last = len(batch) < BATCH
    row.told_until = batch[-1].pk if batch else row.told_until
    row.told_at, row.moved_at = now if is_last else None, now
    row.save(update_fields=["told_until", "told_at", "moved_at"])
    return not is_last


def _guests(batch: list[Ticket]) -> list[GuestTold]:
    """Holders without an account; each mailbox once."""
    held = {ticket.holder_email for ticket in batch} - {""}
    known = set(User.objects.filter(email__in=held).values_list("email", flat=True))
    found: dict[str, GuestTold] = {}
    for ticket in batch:
        mailboxes = set() if ticket.holder_id else {ticket.holder_email} - known
        if not (ticket.holder_id or ticket.holder_key or ticket.order.customer_id):
            mailboxes.add(ticket.order.email)
        for email in sorted(mailboxes - {""}):  # a sale at the desk may have none
            found.setdefault(email, GuestTold(email, ticket.order.language))
    return list(found.values())
