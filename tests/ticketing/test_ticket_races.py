"""Tickets that two people want something of at the same moment: one of them gets it."""

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move
from tests.factories import paid_for
from tests.racing import losers, together
from tests.ticketing.factories import sell_tickets, standing_date
from ticketing.models import Handover, Place, Ticket
from ticketing.statuses import USED, VOID
from ticketing.tickets.giving_back import give_back
from ticketing.tickets.handing_over import accept, offer, withdraw

pytestmark = pytest.mark.django_db(transaction=True)

NOW = timezone.now


@pytest.fixture
def ticket(store, ann):
    date = standing_date(store, give_back_until=1)
    [ticket] = sell_tickets(date, ann)
    paid_for(ticket.order)
    return ticket


def again(ticket):
    """As another request loads it."""
    return Ticket.objects.get(pk=ticket.pk)


def scanning(ticket):
    row = again(ticket)
    return lambda: move(row, "check_in", by=SYSTEM)


def giving_back(ticket, by):
    row = again(ticket)
    return lambda: give_back(row, by=by, now=NOW())


def accepting(handover, by):
    row = Handover.objects.get(pk=handover.pk)
    return lambda: accept(row, by=by, now=NOW())


def refunds(ticket):
    return sum(payment.refunds.count() for payment in again(ticket).order.payments.all())


def test_given_back_while_scanned_it_is_either_used_or_refunded(ticket, ann):
    results = together(giving_back(ticket, ann), scanning(ticket))

    [loser] = losers(results)
    assert isinstance(loser, MoveRefused)
    outcome = again(ticket).status, refunds(ticket), Place.objects.get(pk=ticket.place_id).state
    assert outcome in [(USED, 0, "sold"), (VOID, 1, "free")]


def test_given_back_twice_at_once_it_is_refunded_once(ticket, ann):
    results = together(*[giving_back(ticket, ann) for _each in range(3)])

    assert len(losers(results)) == 2
    assert refunds(ticket) == 1


def test_handed_over_while_scanned_only_one_of_the_codes_counts(ticket, ann, dan):
    handover = offer(ticket, dan.email, by=ann, now=NOW())

    results = together(accepting(handover, dan), scanning(ticket))

    [loser] = losers(results)
    assert isinstance(loser, MoveRefused)
    assert Ticket.objects.admitting().filter(place=ticket.place_id).count() == 1
    assert again(ticket).status in (USED, VOID)


@pytest.mark.parametrize("second", ["cy", "dan"])
def test_accepted_by_two_at_once_it_is_one_persons(ticket, ann, cy, dan, second):
    """Also by two presses of one person, of which both succeed."""
    handover = offer(ticket, dan.email, by=ann, now=NOW())
    other = {"cy": cy, "dan": dan}[second]

    results = together(accepting(handover, dan), accepting(handover, other))

    assert len(losers(results)) == (0 if other == dan else 1)
    assert Ticket.objects.filter(replaces=ticket).count() == 1


def test_withdrawn_while_accepted_it_has_one_holder(ticket, ann, dan):
    handover = offer(ticket, dan.email, by=ann, now=NOW())
    row = again(ticket)

    results = together(accepting(handover, dan), lambda: withdraw(row, by=ann, now=NOW()))

    assert len(losers(results)) == 1
    assert Ticket.objects.admitting().filter(place=ticket.place_id).count() == 1


def test_given_back_while_it_is_accepted_it_is_one_of_both(ticket, ann, dan):
    handover = offer(ticket, dan.email, by=ann, now=NOW())

    results = together(giving_back(ticket, ann), accepting(handover, dan))

    assert len(losers(results)) == 1
    held = Ticket.objects.held_by(dan).admitting().count()
    assert (held, refunds(ticket)) in [(1, 0), (0, 1)]


@pytest.mark.parametrize("second", ["cy@example.com", "dan@example.com"])
def test_offered_to_two_at_once_it_is_offered_to_one(ticket, ann, second):
    """Of two presses with the same address both succeed."""

    def offering(email):
        row = again(ticket)
        return lambda: offer(row, email, by=ann, now=NOW())

    results = together(offering(second), offering("dan@example.com"))

    assert len(losers(results)) == (0 if second == "dan@example.com" else 1)
    assert ticket.handovers.open().count() == 1
