"""By its list a phone finds without a network what the site would have found."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import move
from tests.ticketing.check_in_world import forged, make_gate, moving, printed, valid_tickets
from tests.ticketing.factories import make_date, make_type, seated_date, standing_date
from ticketing.checkin.answers import milliseconds
from ticketing.checkin.finding import find_tickets
from ticketing.checkin.gates import door_of_gate
from ticketing.checkin.lists import TicketList
from ticketing.checkin.scanning import Seen, scan
from ticketing.models import Direction
from ticketing.statuses import VoidReason

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DECIDE = """async ([signed, gate, scans, words, now]) => {
    const codes = await import("/static/js/ticket_codes.js");
    const ed = await import("/static/vendor/noble-ed25519/ed25519.js");
    const lists = await import("/static/js/gate_list.js");
    const modules = { codes, ed };
    gate.publicKey = lists.fromHex(gate.publicKey);
    const list = await lists.openList(modules, signed, gate);
    const found = [];
    for (const scan of scans) found.push(await lists.decide(modules, list, scan, gate, new Map(), now));
    const codesOf = (text) => lists.search(list, text).map(({ code }) => code);
    return [found.map(({ outcome }) => outcome), words.map(codesOf)];
}"""
SEATS = ["1 1", "Main · Row 1 · Seat 1", "row 1 seat 1", "9 9"]
OPEN = """async ([signed, gate]) => {
    const codes = await import("/static/js/ticket_codes.js");
    const ed = await import("/static/vendor/noble-ed25519/ed25519.js");
    const lists = await import("/static/js/gate_list.js");
    gate.publicKey = lists.fromHex(gate.publicKey);
    return lists.openList({ codes, ed }, signed, gate).then(() => "opened", (error) => error.message);
}"""


@pytest.fixture
def page(browse):
    page = browse()
    page.goto("/accounts/login/")
    return page


@pytest.fixture
def date(store):
    return seated_date(store)


def gate_of(date):
    key = date.event.public_key.public_bytes_raw().hex()
    return {"publicKey": key, "event": date.event.number, "date": date.number}


def texts_of(date, buyer, now):
    """What people may show: each is found differently."""
    event = date.event
    child = make_type(event.categories.get(), "Child")
    valid, used, void, other_type = valid_tickets(date, buyer, quantity=4)
    type(other_type).objects.filter(pk=other_type.pk).update(type=child)
    move(used, "check_in", by=SYSTEM)
    move(void, "void", by=SYSTEM, reason=VoidReason.GIVEN_BACK)
    other_day = make_date(event, timedelta(days=3), plan_version=date.plan_version)
    [later] = valid_tickets(other_day, buyer)
    [foreign] = valid_tickets(standing_date(event.store), buyer)
    shown = [printed(each) for each in (valid, used, void, other_type, later, foreign)]
    screens = [moving(valid, now), moving(valid, now - timedelta(minutes=5))]
    return [*shown, forged(valid), *screens, "nonsense", "A" * 10_000]


@pytest.mark.parametrize("direction", [Direction.IN, Direction.OUT])
def test_a_phone_finds_what_the_site_finds(page, date, ann, direction):
    now = timezone.now()
    texts = texts_of(date, ann, now)
    adult = date.event.categories.get().types.get(name="Adult")
    door = door_of_gate(make_gate(date.event, types=[adult]), date)
    signed = TicketList.of(door).signed(now).as_json("", now)
    scans = [{"text": text, "direction": direction.value} for text in texts]

    by_phone, searched = page.evaluate(
        DECIDE, [signed, gate_of(date), scans, SEATS, milliseconds(now)]
    )

    by_site = []
    for text in texts:
        found = scan(door, Seen(uuid4(), text, direction), now, now)
        by_site.append(found.outcome)
        if found.outcome in ("admitted", "left"):  # as before, for the next
            back = Direction.OUT if direction == Direction.IN else Direction.IN
            scan(door, Seen(uuid4(), text, back), now, now)
    assert by_phone == by_site
    assert len(set(by_site)) >= 8
    assert searched == [[each.code for each in find_tickets(date, text)] for text in SEATS]
    assert list(map(len, searched)) == [1, 1, 1, 0]


def test_a_list_of_another_key_date_or_event_is_refused(page, date, store):
    now = timezone.now()
    door = door_of_gate(make_gate(date.event), date)
    signed = TicketList.of(door).signed(now).as_json("", now)
    gate = gate_of(date)
    other = gate_of(standing_date(store))

    opened = [
        page.evaluate(OPEN, [signed, gate]),
        page.evaluate(OPEN, [{**signed, "document": signed["document"] + " "}, gate]),
        page.evaluate(OPEN, [{**signed, "signature": "nonsense"}, gate]),
        page.evaluate(OPEN, [signed, other]),
        page.evaluate(OPEN, [signed, {**gate, "date": other["date"]}]),
    ]

    assert opened == ["opened", "changedList", "changedList", "changedList", "otherList"]
