"""A scan at a gate: what it finds, and what it does to the ticket."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import move
from tests.factories import paid_for
from tests.ticketing.check_in_world import door_of, make_gate, moving, printed, valid_tickets
from tests.ticketing.factories import (
    make_date,
    make_type,
    standing_date,
)
from ticketing.checkin.answers import Answer
from ticketing.checkin.gates import Door, door_of_gate
from ticketing.checkin.scanning import ScanRefused, Seen, scan
from ticketing.checkin.undoing import undo
from ticketing.models import Direction, EventDate, Outcome, Scan, Ticket
from ticketing.statuses import VoidReason
from ticketing.tickets.giving_back import GiveBackRefused, give_back


@pytest.fixture
def date(seated):
    return seated


@pytest.fixture
def ticket(date, ann):
    return valid_tickets(date, ann)[0]


@pytest.fixture
def door(date):
    return door_of(make_gate(date.event), date)


def pass_by(door, text, direction=Direction.IN, at=None, **more):
    now = timezone.now()
    return scan(door, Seen(uuid4(), text, direction, **more), at or now, now)


def outcome_of(*args, **kwargs):
    return pass_by(*args, **kwargs).outcome


def test_a_valid_ticket_is_let_in_once(door, ticket):
    first, second = pass_by(door, printed(ticket)), pass_by(door, printed(ticket))

    ticket.refresh_from_db()
    assert (first.outcome, ticket.status) == (Outcome.ADMITTED, "used")
    assert second.outcome == Outcome.ALREADY_IN
    assert "North" in Answer(second, door).sentence  # where


def test_the_code_of_a_screen_lets_in_while_it_is_shown(door, ticket):
    now = timezone.now()

    assert outcome_of(door, moving(ticket, now - timedelta(minutes=2))) == Outcome.OLD
    assert outcome_of(door, moving(ticket, now)) == Outcome.ADMITTED


def test_an_event_may_accept_the_code_of_the_screen_alone(door, ticket):
    door.event.moving_code_only = True

    assert outcome_of(door, printed(ticket)) == Outcome.PRINTED
    assert outcome_of(door, moving(ticket, timezone.now())) == Outcome.ADMITTED


def test_a_person_leaves_and_comes_in_again(door, ticket):
    text = printed(ticket)
    steps = [Direction.OUT, Direction.IN, Direction.OUT, Direction.IN]

    found = [outcome_of(door, text, direction) for direction in steps]

    assert found == [Outcome.NOT_IN, Outcome.ADMITTED, Outcome.LEFT, Outcome.ADMITTED]


def test_a_ticket_of_someone_who_went_out_cannot_be_given_back(store, ann):
    date = standing_date(store, give_back_until=24)
    [ticket] = valid_tickets(date, ann)
    paid_for(ticket.order)
    door = door_of(make_gate(date.event), date)
    pass_by(door, printed(ticket))
    pass_by(door, printed(ticket), Direction.OUT)

    with pytest.raises(GiveBackRefused, match="used already"):
        give_back(ticket, by=ann, now=timezone.now())


def test_an_undone_scan_leaves_it_to_be_given_back(store, ann):
    date = standing_date(store, give_back_until=24)
    [ticket] = valid_tickets(date, ann)
    paid_for(ticket.order)
    door, now = door_of(make_gate(date.event), date), timezone.now()
    undo(door, pass_by(door, printed(ticket)).uuid, uuid4(), now, now)

    give_back(ticket, by=ann, now=now)

    assert outcome_of(door, printed(ticket)) == Outcome.VOID


@pytest.mark.parametrize("reason", VoidReason)
def test_a_void_ticket_is_refused_with_its_reason(door, ticket, reason):
    move(ticket, "void", by=SYSTEM, reason=reason)

    refused = pass_by(door, printed(ticket))

    assert refused.outcome == Outcome.VOID
    assert Answer(refused, door).sentence == f"{reason.label}."


def test_an_unpaid_ticket_is_refused(door, ticket):
    unpaid = Ticket.objects.create(
        event=ticket.event, date=ticket.date, place=door.date.places.last(), type=ticket.type,
        line=ticket.line, order=ticket.order, price=0,
    )  # fmt: skip

    assert outcome_of(door, printed(unpaid)) == Outcome.UNPAID


def test_a_ticket_of_another_date_names_it(door, ticket):
    other = make_date(door.event, begins_in=timedelta(days=3))

    refused = pass_by(Door(other, gate=door.gate), printed(ticket))

    begins = ticket.date.begins_at.astimezone(door.event.time_zone)
    assert refused.outcome == Outcome.OTHER_DATE
    assert str(begins.year) in Answer(refused, door).sentence


def test_a_ticket_of_another_event_is_refused_and_shows_nothing(door, store, dan):
    [foreign] = valid_tickets(standing_date(store), dan)

    refused = pass_by(door, printed(foreign))

    assert (refused.outcome, refused.ticket) == (Outcome.OTHER_EVENT, None)


def test_nothing_is_let_in_at_a_cancelled_date(door, ticket):
    EventDate.objects.filter(pk=door.date.pk).update(cancelled_at=timezone.now())
    door.date.refresh_from_db()

    assert outcome_of(door, printed(ticket)) == Outcome.CANCELLED


def test_a_gate_for_a_section_sends_others_to_their_entrance(date, ticket):
    balcony = door_of_gate(make_gate(date.event, sections=["Balcony"]), date)
    main = door_of_gate(make_gate(date.event, sections=["Main"]), date)

    assert outcome_of(balcony, printed(ticket)) == Outcome.OTHER_GATE
    assert outcome_of(main, printed(ticket)) == Outcome.ADMITTED


def test_a_gate_for_a_type_sends_others_to_their_entrance(date, ticket):
    child = make_type(ticket.type.category, "Child")
    door = door_of_gate(make_gate(date.event, types=[child]), date)

    assert outcome_of(door, printed(ticket)) == Outcome.OTHER_GATE


def test_a_code_signed_by_another_key_is_forged(door, ticket, store):
    ticket.event = standing_date(store).event
    text = printed(ticket).replace(ticket.event.number, door.event.number)

    assert outcome_of(door, text) == Outcome.FORGED


def test_a_code_of_a_ticket_that_never_was_is_forged(door, ticket):
    ticket.code = "2" * 12

    assert outcome_of(door, printed(ticket)) == Outcome.FORGED


@pytest.mark.parametrize("text", ["", "https://example.com", "A" * 10_000, "JT1:A:B::C", "🎫"])
def test_nonsense_is_stored_as_no_ticket(door, text):
    found = pass_by(door, text)

    assert (found.outcome, found.text) == (Outcome.UNKNOWN, text[:60])


def test_staff_choose_a_ticket_from_a_list(door, ticket):
    assert outcome_of(door, ticket.code) == Outcome.UNKNOWN  # typed, it is no code
    assert outcome_of(door, ticket.code.lower(), is_chosen=True) == Outcome.ADMITTED


def test_the_same_scan_sent_twice_is_one(door, ticket):
    seen, now = Seen(uuid4(), printed(ticket)), timezone.now()

    first, again = (scan(door, seen, now, now) for _each in range(2))

    assert (again, again.outcome) == (first, Outcome.ADMITTED)
    assert Scan.objects.count() == 1


def test_the_number_of_anothers_scan_is_refused(door, date, ticket):
    seen, now = Seen(uuid4(), printed(ticket)), timezone.now()
    scan(door, seen, now, now)

    with pytest.raises(ScanRefused):
        scan(door_of(make_gate(date.event), date), seen, now, now)


def test_a_scan_is_undone_once(door, ticket):
    first, now = pass_by(door, printed(ticket)), timezone.now()

    undone, again = (undo(door, first.uuid, uuid4(), now, now) for _each in range(2))

    assert undone == again
    assert outcome_of(door, printed(ticket)) == Outcome.ADMITTED


def test_scanning_out_is_undone(door, ticket):
    pass_by(door, printed(ticket))
    left, now = pass_by(door, printed(ticket), Direction.OUT), timezone.now()

    undo(door, left.uuid, uuid4(), now, now)

    assert outcome_of(door, printed(ticket)) == Outcome.ALREADY_IN


def test_a_scan_is_not_undone_after_a_later_one(door, ticket):
    first, now = pass_by(door, printed(ticket)), timezone.now()
    pass_by(door, printed(ticket), Direction.OUT)
    pass_by(door, printed(ticket))

    with pytest.raises(ScanRefused, match="since"):
        undo(door, first.uuid, uuid4(), now, now)


def test_another_gate_cannot_undo_it(door, date, ticket):
    first, now = pass_by(door, printed(ticket)), timezone.now()

    with pytest.raises(ScanRefused):
        undo(door_of(make_gate(date.event), date), first.uuid, uuid4(), now, now)
