"""What several gates, buyers and organisers do at the same moment ends in one truth."""

from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move
from tests.factories import paid_for
from tests.racing import losers, together
from tests.ticketing.check_in_world import door_of, make_gate, printed, valid_tickets
from tests.ticketing.factories import seated_date
from ticketing.checkin.conflicts import decide
from ticketing.checkin.merging import merge
from ticketing.checkin.scanning import Seen, scan
from ticketing.checkin.undoing import undo
from ticketing.models import Outcome, Scan, ScanDecision, Ticket
from ticketing.statuses import VoidReason
from ticketing.tickets.giving_back import give_back

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def date(store):
    return seated_date(store, give_back_until=24)


@pytest.fixture
def ticket(date, ann):
    return valid_tickets(date, ann)[0]


@pytest.fixture
def doors(date):
    return [door_of(make_gate(date.event, name), date) for name in ("North", "South")]


def scanned(door, text, uuid=None):
    now = timezone.now()
    return scan(door, Seen(uuid or uuid4(), text), now, now).outcome


def offline(ticket, uuid=None):
    return {
        "uuid": str(uuid or uuid4()), "text": printed(ticket), "date": ticket.date.number,
        "direction": "in", "letIn": True,
    }  # fmt: skip


def test_of_two_gates_one_lets_the_ticket_in(doors, ticket):
    text = printed(ticket)

    found = together(*(partial(scanned, door, text) for door in doors * 3))

    assert sorted(found) == [Outcome.ADMITTED, *[Outcome.ALREADY_IN] * 5]
    assert ticket.history.filter(verb="check_in").count() == 1


def test_one_scan_sent_six_times_at_once_is_one(doors, ticket):
    text, uuid = printed(ticket), uuid4()

    found = together(*(partial(scanned, doors[0], text, uuid) for _each in range(6)))

    assert found == [Outcome.ADMITTED] * 6
    assert Scan.objects.count() == 1


@pytest.fixture
def given_back(ticket):
    """A call that gives the ticket back, with a refund."""
    paid_for(ticket.order)
    mine = Ticket.objects.select_related("order__customer").get(pk=ticket.pk)
    return lambda: give_back(mine, by=mine.order.customer, now=timezone.now())


@pytest.mark.parametrize("_round", range(3))
def test_a_ticket_given_back_while_it_is_scanned_is_either_in_or_refused(
    doors, ticket, given_back, _round
):
    found, given = together(partial(scanned, doors[0], printed(ticket)), given_back)

    ticket.refresh_from_db()
    is_in = found == Outcome.ADMITTED
    assert (is_in, found) in [(True, Outcome.ADMITTED), (False, Outcome.VOID)]
    assert isinstance(given, MoveRefused) == is_in
    assert ticket.status == ("used" if is_in else "void")


def test_a_ticket_given_back_while_it_is_merged_is_in_or_a_conflict(doors, ticket, given_back):
    [merged], given = together(
        partial(merge, doors[0], [offline(ticket)], timezone.now()), given_back
    )

    assert merged.scan.is_conflict != isinstance(given, MoveRefused)


def test_undo_against_a_scan_at_another_gate(doors, ticket):
    text, first = printed(ticket), uuid4()
    scanned(doors[0], text, first)
    now = timezone.now()

    undone, found = together(
        partial(undo, doors[0], first, uuid4(), now, now), partial(scanned, doors[1], text)
    )

    ticket.refresh_from_db()
    assert undone.outcome == Outcome.UNDONE
    assert (found, ticket.status) in [(Outcome.ADMITTED, "used"), (Outcome.ALREADY_IN, "valid")]


def test_a_scan_is_undone_once_by_two_presses(doors, ticket):
    first, now = uuid4(), timezone.now()
    scanned(doors[0], printed(ticket), first)

    undone = together(*(partial(undo, doors[0], first, uuid4(), now, now) for _each in range(4)))

    assert len({each.pk for each in undone}) == 1
    assert ticket.history.filter(verb="check_out").count() == 1


def test_two_phones_merge_the_same_ticket(doors, ticket):
    now = timezone.now()

    merged = together(*(partial(merge, door, [offline(ticket)], now) for door in doors))

    assert sorted(each.scan.is_conflict for [each] in merged) == [False, True]


def test_two_organisers_decide_one_conflict(doors, ticket, bea):
    now = timezone.now()
    scanned(doors[0], printed(ticket))
    [conflict] = merge(doors[1], [offline(ticket)], now)

    decided = together(
        *(
            partial(decide, conflict.scan, is_counted=each, by=bea, now=now)
            for each in (True, False)
        )
    )

    assert [type(each) for each in losers(decided)] == [MoveRefused]
    assert ScanDecision.objects.count() == 1


def test_a_conflict_is_either_decided_or_undone(doors, ticket, bea):
    now, uuid = timezone.now(), uuid4()
    scanned(doors[0], printed(ticket))
    [conflict] = merge(doors[1], [offline(ticket, uuid)], now)

    results = together(
        partial(decide, conflict.scan, is_counted=True, by=bea, now=now),
        partial(undo, doors[1], uuid, uuid4(), now, now),
    )

    assert len(losers(results)) == 1
    undone = Scan.objects.filter(undoes=conflict.scan).count()
    assert ScanDecision.objects.count() + undone == 1


def test_a_void_during_a_scan_never_leaves_a_used_ticket_behind(doors, ticket):
    mine = Ticket.objects.select_related("order").get(pk=ticket.pk)

    found, _voided = together(
        partial(scanned, doors[0], printed(ticket)),
        partial(move, mine, "void", by=SYSTEM, reason=VoidReason.REFUNDED),
    )

    ticket.refresh_from_db()
    assert ticket.status == "void"
    assert found in (Outcome.ADMITTED, Outcome.VOID)  # let in before it was refunded, or refused
