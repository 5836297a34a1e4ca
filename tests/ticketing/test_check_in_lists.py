"""The list of a phone without a network: whose it is, what it has, and that a changed one is refused."""

import base64
import json

import pytest
from django.test import Client
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import move
from tests.ticketing.check_in_world import door_of, make_gate, valid_tickets
from tests.ticketing.factories import make_date, sell_tickets, standing_date
from ticketing.checkin.lists import ListRefused, TicketList, verify_list
from ticketing.codes import public_key_of
from ticketing.models import Ticket
from ticketing.statuses import VoidReason


@pytest.fixture
def date(seated):
    return seated


@pytest.fixture
def tickets(date, ann):
    tickets = valid_tickets(date, ann, quantity=2)
    Ticket.objects.filter(pk=tickets[0].pk).update(holder_name="하나", answers={"Shirt": "L"})
    return tickets


@pytest.fixture
def door(date):
    return door_of(make_gate(date.event), date)


def signed(door):
    return TicketList.of(door).signed(timezone.now())


def test_it_has_what_a_gate_may_see_and_no_secret(door, tickets, dan):
    move(tickets[1], "void", by=SYSTEM, reason=VoidReason.HANDED_OVER)
    made = signed(door)

    content = verify_list(door.date, made.document, made.signature)

    first, second = content["tickets"]
    key = base64.b64encode(public_key_of(bytes(tickets[0].secret))).decode()
    assert first == {
        "code": tickets[0].code, "key": key, "status": "valid", "typeId": tickets[0].type_id,
        "type": "A · Adult", "section": "Main", "seat": "Main · Row 1 · Seat 1",
        "typedSeat": "Main 1 1", "name": "하나", "answers": [["Shirt", "L"]],
    }  # fmt: skip
    assert (second["status"], second["reason"]) == ("void", "Handed over to another person.")
    order = tickets[0].order
    for private in (order.email, order.number, base64.b64encode(tickets[0].secret).decode()):
        assert private not in made.document


def test_one_that_was_changed_is_refused(door, tickets):
    made = signed(door)

    with pytest.raises(ListRefused, match="changed"):
        verify_list(door.date, made.document.replace("valid", "used "), made.signature)
    with pytest.raises(ListRefused, match="changed"):
        verify_list(door.date, made.document, bytes(64))


def test_one_of_another_event_or_date_is_refused(door, tickets, store):
    made = signed(door)
    date = door.date

    with pytest.raises(ListRefused, match="changed"):
        verify_list(standing_date(store), made.document, made.signature)
    with pytest.raises(ListRefused, match="another date"):
        verify_list(
            make_date(date.event, plan_version=date.plan_version), made.document, made.signature
        )


def test_unpaid_tickets_are_not_on_it(door, tickets, dan):
    sell_tickets(door.date, dan)
    Ticket.objects.filter(order__customer=dan).exclude(status="pending")

    codes = {each["code"] for each in json.loads(signed(door).document)["tickets"]}

    valid = Ticket.objects.exclude(status="pending").values_list("code", flat=True)
    assert codes == set(valid)


def test_its_version_changes_with_what_is_on_it(door, tickets):
    versions = [TicketList.of(door).version, TicketList.of(door).version]
    move(tickets[0], "check_in", by=SYSTEM)
    versions.append(TicketList.of(door).version)
    Ticket.objects.filter(pk=tickets[1].pk).update(holder_name="Dan")
    versions.append(TicketList.of(door).version)

    assert [versions.index(each) for each in versions] == [0, 0, 2, 3]


def test_a_phone_gets_it_once(door, tickets, django_assert_max_num_queries):
    make_gate(door.event, token="phone")
    phone = Client()
    phone.get("/gate/phone/")
    url = f"/gate/at/{door.event.number}/list/"

    with django_assert_max_num_queries(6):
        answer = phone.get(url).json()
    again = phone.get(url, {"have": answer["version"]})

    content = verify_list(door.date, answer["document"], base64.b64decode(answer["signature"]))
    assert len(content["tickets"]) == 2
    assert again.status_code == 304
