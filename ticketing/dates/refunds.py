"""Refunds the lines of a cancelled date's tickets, and ends its unpaid orders, in batches, in jobs.

A batch is one transaction, which locks the change and records what became of each line: a killed worker
leaves whole batches only, and of two workers one does nothing. The lines that are left are those with valid
tickets and without a record, so nothing that was paid meanwhile is left out.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.actors import SYSTEM
from core.events import publish
from core.lifecycle import MoveRefused, lock, move
from core.reasons import words_of
from live.publish import invalidate
from orders.events import OrderEvent, PiecesReturned
from orders.models import Order, OrderLine
from orders.statuses import Status
from ticketing.models import ChangeKind, DateChange, LineRefund, RefundOutcome, Ticket
from ticketing.models.changes import NOTE_LENGTH
from ticketing.statuses import ADMITS, PENDING, VoidReason
from ticketing.tickets import services as tickets

BATCH = 10  # lines of one transaction, which locks as many orders
STALLED = timedelta(minutes=2)  # without a batch: its job was lost
WATCHED = timedelta(days=1)  # after the last batch


@transaction.atomic
def refund_batch(change_id: int, now: datetime) -> bool:
    """Refund the next lines; whether some are left. Does nothing if another worker does, or all are done."""
    running = DateChange.objects.filter(pk=change_id, kind=ChangeKind.CANCELLED, refunded_at=None)
    rows = running.select_for_update(skip_locked=True, of=("self",))
    change = rows.select_related("by", "date").first()
    if change is None:
        return False
    for order in unpaid_orders(change).order_by("pk")[:BATCH]:
        _cancel_unpaid(change, order, now)
    batch = list(lines_left(change).order_by("order", "pk")[:BATCH])
    for line in batch:
        _refund_line(change, line, now)
    is_last = not (lines_left(change).exists() or unpaid_orders(change).exists())
    change.moved_at, change.refunded_at = now, now if is_last else None
    change.save(update_fields=["moved_at", "refunded_at"])
    invalidate(change.topic)
    return not is_last


def unpaid_orders(change: DateChange) -> QuerySet[Order]:
    """Those that wait for their money, such as a transfer: it is not to be sent any more."""
    waiting = Ticket.objects.filter(date=change.date_id, status=PENDING)
    return Order.objects.filter(pk__in=waiting.values("order"), status=Status.PENDING)


def lines_left(change: DateChange) -> QuerySet[OrderLine]:
    """Lines of valid tickets of the date of which nothing is recorded yet."""
    valid = Ticket.objects.filter(date=change.date_id, status__in=ADMITS)
    done = LineRefund.objects.filter(change=change)
    lines = OrderLine.objects.filter(pk__in=valid.values("line")).select_related("order__store")
    return lines.exclude(pk__in=done.values("line"))


@transaction.atomic
def try_again(change: DateChange, *, by: User) -> int:
    """Delete the records of what failed, which the job refunds again in the user's name; returns how many."""
    change = DateChange.objects.select_for_update(no_key=True).get(pk=change.pk)
    again = change.refunds.filter(outcome=RefundOutcome.FAILED, line__in=_refundable(change))
    count = again.delete()[0]
    if count:
        change.by, change.refunded_at = by, None
        change.save(update_fields=["by", "refunded_at"])
    return count


def stalled_refunds(now: datetime) -> QuerySet[DateChange, int]:
    """The primary keys of those that no job continues."""
    running = DateChange.objects.filter(kind=ChangeKind.CANCELLED, refunded_at=None)
    idle = Q(moved_at=None, at__lt=now - STALLED) | Q(moved_at__lt=now - STALLED)
    return running.filter(idle).order_by("pk").values_list("pk", flat=True)


def reopen(now: datetime) -> int:
    """Reopen what was finished just before an order was placed, or paid; returns how many."""
    live = [PENDING, *ADMITS]
    unrefunded = Ticket.objects.filter(date=OuterRef("date"), status__in=live).exclude(
        line__in=LineRefund.objects.filter(change=OuterRef(OuterRef("pk"))).values("line")
    )
    done = DateChange.objects.filter(kind=ChangeKind.CANCELLED, refunded_at__gt=now - WATCHED)
    return done.filter(Exists(unrefunded)).update(refunded_at=None)


def note_given_up(event: OrderEvent) -> None:
    """The provider cannot send a refund of the order: it is among what could not go back."""
    rows = LineRefund.objects.filter(line__order=event.order, outcome=RefundOutcome.REFUNDED)
    reason = _("The provider could not send it. Pay it back another way.")
    for change in DateChange.objects.filter(refunds__in=rows).distinct():
        rows.filter(change=change).update(outcome=RefundOutcome.FAILED, reason=reason)
        invalidate(change.topic)


def _refundable(change: DateChange) -> QuerySet[Ticket, int]:
    """The lines that still have valid tickets; of the others the refund exists, and failed later."""
    valid = Ticket.objects.filter(date=change.date_id, status__in=ADMITS)
    return valid.values_list("line", flat=True)


def _cancel_unpaid(change: DateChange, order: Order, now: datetime) -> None:
    """What is paid at this moment is refused by its payment, or refunded by the next batch."""
    with suppress(MoveRefused):
        move(order, "withdraw", by=SYSTEM, note=change.note, now=now)


def _refund_line(change: DateChange, line: OrderLine, now: datetime) -> None:
    order = line.order
    lock(order)
    line = OrderLine.objects.select_related("order").get(pk=line.pk)
    line.order = order
    held = Ticket.objects.filter(line=line, date=change.date_id, status__in=ADMITS).count()
    pieces = min(held, line.unrefunded)
    amount, reason = line.value_of_next(pieces), ""
    try:
        with transaction.atomic():
            _return_pieces(change, line, pieces, now)
            _void_rest(line, change, now)
    except MoveRefused as refusal:
        reason = str(refusal)[:NOTE_LENGTH]
    LineRefund.objects.create(
        change=change,
        line=line,
        pieces=held,
        amount=amount,
        outcome=RefundOutcome.FAILED if reason else RefundOutcome.REFUNDED,
        reason=reason,
        at=now,
    )


def _return_pieces(change: DateChange, line: OrderLine, pieces: int, now: datetime) -> None:
    """The same line of the same change has the same token: its money goes back once."""
    if pieces:
        publish(
            PiecesReturned(
                line.order,
                [(line, pieces)],
                besides=Decimal(0),
                less=Decimal(0),
                reason=words_of(change.note),
                by=change.by,
                token=uuid5(change.key, str(line.pk)),
                at=now,
            )
        )


def _void_rest(line: OrderLine, change: DateChange, now: datetime) -> None:
    """Those that the refund itself left valid."""
    left = Ticket.objects.filter(line=line, date=change.date_id, status__in=ADMITS)
    tickets.void(list(left.order_by("pk")), VoidReason.REFUNDED, now=now)
