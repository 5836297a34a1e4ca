"""Handing a ticket over: its holder offers it; the person who accepts gets a new one of the same place.

The old code is void at once. Every verb locks the order, then the ticket, as the gates do: of a scan and a
handover, or of two handovers, one is first.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.emails import has_verified
from accounts.models import User
from accounts.services import lock_account
from core.actors import SYSTEM, Actor, Guest
from core.lifecycle import MoveRefused, lock, move_locked
from ticketing.lifecycle import too_late_to_hand_over
from ticketing.models import Handover, Ticket
from ticketing.statuses import VALID, VoidReason
from ticketing.tickets.services import replace_ticket

SHOWN_OFFERS = 20  # of one mailbox


class HandoverRefused(MoveRefused):
    """It cannot be handed over; the text can be shown to the user as it is."""


@transaction.atomic
def offer(ticket: Ticket, email: str, *, by: Actor, now: datetime) -> Handover:
    """Offer the ticket to the owner of this mailbox. Raises MoveRefused.

    Repeated with the same address, it is the same offer.
    """
    lock(ticket)
    if made := ticket.handovers.open().first():
        if made.email == email:
            return made
        raise HandoverRefused(_("It is offered to somebody already. Withdraw that first."))
    handover = Handover.objects.create(
        ticket=ticket, email=email, language=get_language() or "en", offered_at=now
    )
    move_locked(ticket, "offer", by=by, note=email, now=now)
    return handover


@transaction.atomic
def withdraw(ticket: Ticket, *, by: Actor, now: datetime) -> None:
    """End the open offer; the link in its mail is not valid any more. Raises MoveRefused."""
    lock(ticket)
    handover = ticket.handovers.open().first()
    if handover is None:
        raise HandoverRefused(_("It is not offered to anybody any more."))
    move_locked(ticket, "withdraw", by=by, note=handover.email, now=now)
    handover.withdrawn_at = now
    handover.save(update_fields=["withdrawn_at"])


@transaction.atomic
def accept(handover: Handover, *, by: User | None, now: datetime, name: str = "") -> Ticket:
    """Void the ticket, and issue one of the same place to the user or, without one, to the link's reader.

    `name` is that on the new ticket, if the event asks for names. A second call by the same reader returns
    the same ticket. Raises HandoverRefused.
    """
    ticket = handover.ticket
    lock(ticket)
    handover.refresh_from_db(fields=["accepted_at", "withdrawn_at"])
    if handover.accepted_at and (made := accepted_by(handover, by)):
        return made
    _refuse_unless_open(handover, ticket, now)
    if by and not lock_account(by):
        raise HandoverRefused(_("This account was deleted."))
    move_locked(ticket, "void", by=SYSTEM, now=now, reason=VoidReason.HANDED_OVER)
    handover.accepted_at = now
    handover.save(update_fields=["accepted_at"])
    return _issue_again(ticket, handover, by, name if ticket.event.asks_names else "", now)


def accepted_by(handover: Handover, user: User | None) -> Ticket | None:
    """The ticket of an accepted offer, if it is still the user's or, without one, the link's reader's."""
    own = Ticket.objects.held_by(user) if user else Ticket.objects.held_with(handover.key)
    return own.filter(replaces=handover.ticket_id).first()


def refusal_of(handover: Handover, now: datetime) -> str:
    """Why it cannot be accepted any more, in a sentence; "" if it can."""
    ticket = handover.ticket
    if handover.withdrawn_at:
        return _("This ticket is no longer offered to you.")
    if handover.accepted_at:
        return _("This ticket was accepted already.")
    if ticket.status != VALID:
        return _("This ticket is not valid any more.")
    return str(too_late_to_hand_over(ticket.date, now) or "")


def offers_to(user: User, now: datetime) -> list[Handover]:
    """What is offered to the user's mailbox, if it is verified: to be accepted without the mail."""
    if not has_verified(user, user.email):
        return []
    rows = Handover.objects.open().filter(
        email=user.email, ticket__status=VALID, ticket__date__begins_at__gt=now
    )
    return list(
        rows.select_related("ticket__event", "ticket__date__event").order_by("pk")[:SHOWN_OFFERS]
    )


def _refuse_unless_open(handover: Handover, ticket: Ticket, now: datetime) -> None:
    handover.ticket = ticket
    if refusal := refusal_of(handover, now):
        raise HandoverRefused(refusal)


def _issue_again(
    old: Ticket, handover: Handover, user: User | None, name: str, now: datetime
) -> Ticket:
    holder = {
        "holder": user,
        "holder_key": None if user else handover.key,
        "holder_name": name,
        "holder_email": user.email if user else handover.email,
    }
    ticket = replace_ticket(old, by=user or Guest(handover.key), now=now, **holder)
    move_locked(ticket, "issue", by=SYSTEM, now=now)
    return ticket
