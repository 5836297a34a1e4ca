"""What phones did without a network is taken in once, and what contradicts other scans is to be decided."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move
from tests.ticketing.check_in_world import (
    door_of,
    forged,
    make_gate,
    moving,
    printed,
    valid_tickets,
)
from tests.ticketing.factories import standing_date
from ticketing.checkin.conflicts import conflicts_of, decide
from ticketing.checkin.counts import attendance
from ticketing.checkin.merging import MAX_SCAN_AGE, MAX_SCANS, MergeRefused, merge
from ticketing.models import Outcome, Scan
from ticketing.statuses import VoidReason


@pytest.fixture
def date(seated):
    return seated


@pytest.fixture
def ticket(date, ann):
    return valid_tickets(date, ann)[0]


@pytest.fixture
def north(date):
    return door_of(make_gate(date.event), date)


@pytest.fixture
def south(date):
    return door_of(make_gate(date.event, "South"), date)


def entry(ticket, at=None, **changed):
    """A scan as a phone stored it."""
    at = at or timezone.now()
    usual = {
        "uuid": str(uuid4()),
        "text": printed(ticket),
        "date": ticket.date.number,
        "direction": "in",
        "at": at.timestamp() * 1000,
        "letIn": True,
    }
    return usual | changed


def merged(door, *entries):
    return merge(door, list(entries), timezone.now())


def test_scans_are_taken_in_once_in_their_order(north, ticket):
    early = timezone.now() - timedelta(minutes=3)
    entries = [entry(ticket, early), entry(ticket, direction="out"), entry(ticket)]

    first, again = merged(north, *entries), merged(north, *entries)

    assert [each.scan.outcome for each in first] == ["admitted", "left", "admitted"]
    assert [each.scan for each in again] == [each.scan for each in first]
    assert abs(first[0].scan.at - early) < timedelta(milliseconds=1)
    assert all(each.scan.is_offline and not each.scan.is_conflict for each in first)


def test_a_moving_code_is_verified_at_the_time_of_its_scan(north, ticket):
    early = timezone.now() - timedelta(minutes=3)

    [found] = merged(north, entry(ticket, early, text=moving(ticket, early)))

    assert found.scan.outcome == Outcome.ADMITTED


def test_a_ticket_let_in_at_two_gates_is_to_be_decided(north, south, ticket):
    merged(north, entry(ticket))
    [found] = merged(south, entry(ticket))

    assert (found.scan.outcome, found.scan.is_conflict) == (Outcome.ALREADY_IN, True)
    assert list(conflicts_of(ticket.event)) == [found.scan]


@pytest.mark.parametrize(
    "reason", [VoidReason.HANDED_OVER, VoidReason.GIVEN_BACK, VoidReason.REFUNDED]
)
def test_a_ticket_that_ended_meanwhile_is_to_be_decided(north, ticket, reason):
    move(ticket, "void", by=SYSTEM, reason=reason)

    [found] = merged(north, entry(ticket))

    assert (found.scan.outcome, found.scan.is_conflict) == (Outcome.VOID, True)


def test_a_forged_code_that_was_let_in_is_to_be_decided(north, ticket):
    [found] = merged(north, entry(ticket, text=forged(ticket)))

    assert (found.scan.outcome, found.scan.is_conflict) == (Outcome.FORGED, True)


def test_what_the_phone_refused_lets_nobody_in(north, ticket):
    [found] = merged(north, entry(ticket, letIn=False))

    ticket.refresh_from_db()
    assert (found.scan.outcome, ticket.status) == (Outcome.UNKNOWN, "valid")
    assert not found.scan.is_conflict


@pytest.mark.parametrize(("is_counted", "counted"), [(True, 1), (False, 0)])
def test_a_decision_counts_the_visitor_or_not(north, south, ticket, bea, is_counted, counted):
    merged(north, entry(ticket))
    [found] = merged(south, entry(ticket))

    decide(found.scan, is_counted=is_counted, by=bea, now=timezone.now())

    numbers = attendance(ticket.date)
    assert (numbers.inside, numbers.counted) == (1, counted)
    assert not conflicts_of(ticket.event).exists()
    with pytest.raises(MoveRefused):
        decide(found.scan, is_counted=True, by=bea, now=timezone.now())


def test_a_scan_is_undone_without_a_network(north, ticket):
    first = entry(ticket)
    undoing = entry(ticket, direction="undo", undoes=first["uuid"])

    merged(north, first, undoing, undoing)

    ticket.refresh_from_db()
    assert (ticket.status, Scan.objects.count()) == ("valid", 2)


def test_an_undone_conflict_needs_no_decision(north, south, ticket):
    merged(north, entry(ticket))
    second = entry(ticket)

    merged(south, second, entry(ticket, direction="undo", undoes=second["uuid"]))

    ticket.refresh_from_db()
    assert (ticket.status, conflicts_of(ticket.event).count()) == ("used", 0)


@pytest.mark.parametrize("wrong", [timedelta(hours=1), -MAX_SCAN_AGE - timedelta(days=1)])
def test_a_time_that_cannot_be_becomes_that_of_the_arrival(north, ticket, wrong):
    now = timezone.now()

    [found] = merge(north, [entry(ticket, now + wrong)], now)

    assert found.scan.at == now


@pytest.mark.parametrize(
    "changed",
    [{"uuid": "1"}, {"uuid": None}, {"direction": "up"}, {"date": "gone"}, {"date": None},
     {"direction": "undo"}, {"direction": "undo", "undoes": str(uuid4())}],
)  # fmt: skip
def test_a_scan_that_cannot_be_stored_gets_a_sentence_and_the_next_is_stored(
    north, ticket, changed
):
    refused, stored = merged(north, entry(ticket, **changed), entry(ticket))

    assert (refused.scan, bool(refused.refused)) == (None, True)
    assert stored.scan.outcome == Outcome.ADMITTED


@pytest.mark.parametrize("at", [None, "soon", "1e400", [], {}, 1e30])
@pytest.mark.parametrize("text", [None, [], "x" * 10_000, "\ud83c"])
def test_any_text_and_time_are_stored(north, ticket, at, text):
    [found] = merged(north, entry(ticket, at=None) | {"at": at, "text": text})

    assert (found.scan.outcome, found.scan.is_conflict) == (Outcome.UNKNOWN, True)


@pytest.mark.parametrize("entries", [None, {}, "x", [1], [[]], [{}] * (MAX_SCANS + 1)])
def test_what_is_no_list_of_scans_is_refused(north, entries):
    with pytest.raises(MergeRefused):
        merge(north, entries, timezone.now())


def test_a_date_of_another_event_is_refused(north, store, ticket):
    [found] = merged(north, entry(ticket, date=standing_date(store).number))

    assert found.refused == "This scan is of another event."
