"""The organiser's page of check-in: gates, conflicts, numbers and the CSV file."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stores.access import MemberRole
from tests.factories import MemberFactory
from tests.ticketing.check_in_world import door_of, make_gate, printed, valid_tickets
from tests.ticketing.factories import make_type
from ticketing.checkin.counts import attendance
from ticketing.checkin.merging import merge
from ticketing.checkin.scanning import Seen, scan
from ticketing.models import Gate, ScanDecision


@pytest.fixture
def date(seated):
    return seated


@pytest.fixture
def organiser(client, bea):
    client.force_login(bea)
    return client


def url(date, name="check-in", *more):
    return reverse(f"ticketing:{name}", args=[date.event.number, *more])


def let_in_twice(date, buyer):
    """At two gates without a network; the second scan."""
    [ticket] = valid_tickets(date, buyer)
    entry = {"text": printed(ticket), "date": date.number, "direction": "in", "letIn": True}
    for name in ("North", "South"):
        door = door_of(make_gate(date.event, name), date)
        [merged] = merge(door, [entry | {"uuid": str(uuid4())}], timezone.now())
    return merged.scan


def test_a_gate_is_invited_by_a_link_that_is_shown_once(organiser, date):
    type_ = make_type(date.event.categories.get(), "Child")

    shown = organiser.post(url(date), {"name": "North", "types": [type_.pk]}, follow=True)
    [token] = set(re.findall(r"/gate/([\w-]{20,})/", shown.content.decode()))

    assert token not in organiser.get(url(date)).content.decode()
    assert "<svg" in shown.content.decode()
    phone = Client()
    assert phone.get(f"/gate/{token}/").status_code == 302
    assert list(Gate.objects.get().types.all()) == [type_]


@pytest.mark.parametrize(
    "data", [{}, {"name": ""}, {"name": "x" * 61}, {"name": "A", "types": ["9"]}]
)
def test_a_gate_without_a_name_or_of_another_type_is_refused(organiser, date, data):
    make_type(date.event.categories.get(), "Child")

    assert organiser.post(url(date), data).status_code == 422
    assert not Gate.objects.exists()


def test_a_gate_is_ended(organiser, date):
    gate = make_gate(date.event)

    organiser.post(url(date, "revoke-gate", gate.pk))

    gate.refresh_from_db()
    assert gate.revoked_at
    assert "Ended" in organiser.get(url(date)).content.decode()


def test_a_conflict_names_both_gates_and_is_decided(organiser, date, ann):
    conflict = let_in_twice(date, ann)
    page = organiser.get(url(date)).content.decode()
    assert "To be decided" in page
    assert "Let in before" in page

    organiser.post(url(date, "decide-scan", conflict.pk), {"do": "count"})
    organiser.post(url(date, "decide-scan", conflict.pk), {"do": "refuse"})

    assert ScanDecision.objects.get().is_counted
    assert attendance(date).counted == 1
    assert "To be decided" not in organiser.get(url(date)).content.decode()


def test_numbers_are_by_type_and_section(date, ann):
    tickets = valid_tickets(date, ann, quantity=3)
    now = timezone.now()
    scan(door_of(make_gate(date.event), date), Seen(uuid4(), printed(tickets[0])), now, now)

    numbers = attendance(date)

    assert (numbers.inside, numbers.total) == (1, 3)
    assert [(name, part.inside, part.total) for name, part in numbers.types.items()] == [
        ("A · Adult", 1, 3)
    ]
    assert [*numbers.sections] == ["Main"]


def test_scans_are_downloaded(organiser, date, ann):
    let_in_twice(date, ann)

    lines = organiser.get(url(date, "scans-csv")).getvalue().decode().splitlines()

    assert [len(lines), "South" in lines[2], "To be decided" in lines[2]] == [3, True, True]
    assert "Main · Row 1 · Seat 1" in lines[2]


def test_the_role_of_gates_does_not_see_it(client, date, store):
    member = MemberFactory(store=store, role=MemberRole.GATE).user
    member.refresh_from_db()
    client.force_login(member)

    assert client.get(url(date)).status_code == 403


def test_the_page_asks_the_same_whatever_the_number_of_scans(organiser, date, ann, dan):
    let_in_twice(date, ann)
    organiser.get(url(date))
    with CaptureQueriesContext(connection) as few:
        organiser.get(url(date))
    for _each in range(3):
        let_in_twice(date, dan)
    with CaptureQueriesContext(connection) as many:
        organiser.get(url(date))

    assert len(many) == len(few)
