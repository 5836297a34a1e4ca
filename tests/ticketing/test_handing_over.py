"""Tickets that go from one person to another."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.services import delete_account
from core.actors import SYSTEM, Guest
from core.lifecycle import MoveRefused, move
from notifications.models import Mail
from tests.ticketing.factories import guests_ticket, sell_tickets
from ticketing.models import Handover, Ticket, TicketMove
from ticketing.statuses import VALID, VOID, VoidReason
from ticketing.tickets.giving_back import may_be_given_back
from ticketing.tickets.handing_over import HandoverRefused, accept, offer, withdraw
from ticketing.tickets.services import void

NOW = timezone.now


@pytest.fixture
def ticket(seated, ann):
    [ticket] = sell_tickets(seated, ann)
    return ticket


def offered(ticket, by, email="dan@example.com"):
    return offer(ticket, email, by=by, now=NOW())


def test_the_old_code_is_void_and_a_new_ticket_has_its_place(ticket, ann, dan):
    Ticket.objects.filter(pk=ticket.pk).update(answers={"Shirt": "L"})
    handover = offered(Ticket.objects.get(), ann)

    new = accept(handover, by=dan, now=NOW())

    ticket.refresh_from_db()
    assert new.answers == {"Shirt": "L"}
    assert (ticket.status, ticket.void_reason) == (VOID, VoidReason.HANDED_OVER)
    assert (new.status, new.place, new.replaces, new.holder) == (VALID, ticket.place, ticket, dan)
    assert new.code != ticket.code
    assert bytes(new.secret) != bytes(ticket.secret)


def test_until_it_is_accepted_it_is_the_first_holders(ticket, ann, dan):
    offered(ticket, ann)

    ticket.refresh_from_db()
    assert ticket.status == VALID
    assert list(Ticket.objects.held_by(ann)) == [ticket]
    assert not Ticket.objects.held_by(dan).exists()


def test_then_only_the_receiver_has_it(ticket, ann, dan):
    new = accept(offered(ticket, ann), by=dan, now=NOW())

    assert list(Ticket.objects.held_by(dan)) == [new]
    assert new not in Ticket.objects.held_by(ann)
    assert not may_be_given_back(new, dan, NOW())
    assert not may_be_given_back(new, ann, NOW())


def test_a_withdrawn_offer_cannot_be_accepted(ticket, ann, dan):
    handover = offered(ticket, ann)
    withdraw(ticket, by=ann, now=NOW())

    with pytest.raises(HandoverRefused, match="no longer offered"):
        accept(handover, by=dan, now=NOW())

    assert list(Ticket.objects.held_by(ann)) == [ticket]


def test_after_withdrawing_it_can_be_offered_again(ticket, ann):
    first = offered(ticket, ann)
    withdraw(ticket, by=ann, now=NOW())

    assert offered(ticket, ann).key != first.key


def test_one_ticket_is_offered_once(ticket, ann):
    first = offered(ticket, ann)

    assert offered(ticket, ann) == first
    with pytest.raises(HandoverRefused, match="already"):
        offered(ticket, ann, "cy@example.com")


def test_accepted_twice_it_is_one_ticket(ticket, ann, dan, cy):
    handover = offered(ticket, ann)
    new = accept(handover, by=dan, now=NOW())

    assert accept(handover, by=dan, now=NOW()) == new
    with pytest.raises(HandoverRefused, match="accepted already"):
        accept(handover, by=cy, now=NOW())


def test_a_used_ticket_is_not_handed_over(ticket, ann, dan):
    handover = offered(ticket, ann)
    move(ticket, "check_in", by=SYSTEM)

    with pytest.raises(HandoverRefused, match="not valid"):
        accept(handover, by=dan, now=NOW())
    with pytest.raises(MoveRefused):
        withdraw(ticket, by=ann, now=NOW())


def test_not_once_it_has_begun(ticket, ann, dan):
    handover, begin = offered(ticket, ann), ticket.date.begins_at

    with pytest.raises(MoveRefused, match="begun"):
        accept(handover, by=dan, now=begin)
    withdraw(ticket, by=ann, now=NOW())
    with pytest.raises(MoveRefused, match="begun"):
        offer(ticket, "dan@example.com", by=ann, now=begin)


def test_strangers_hand_nothing_over(ticket, dan):
    with pytest.raises(MoveRefused):
        offered(ticket, dan)

    assert not ticket.handovers.exists()


def test_it_can_go_on_to_a_third_person(ticket, ann, dan, cy):
    second = accept(offered(ticket, ann), by=dan, now=NOW())

    third = accept(offered(second, dan, "cy@example.com"), by=cy, now=NOW())

    assert list(Ticket.objects.held_by(cy)) == [third]
    assert Ticket.objects.admitting().filter(place=ticket.place).count() == 1


def test_a_receiver_without_an_account_has_the_link(ticket, ann, client):
    handover = offered(ticket, ann)
    page = f"/tickets/accept/{handover.key}/"

    asked = client.get(page)
    accepted = client.post(page)

    new = Ticket.objects.get(replaces=ticket)
    assert "Winter Concert" in asked.content.decode()
    assert accepted.url == f"/tickets/guest/{handover.key}/{new.code}/"
    assert client.get(accepted.url).status_code == 200
    assert client.get(page).url == accepted.url
    assert client.get(f"/tickets/guest/{handover.key}/{ticket.code}/").status_code == 404


def test_the_receiver_gets_a_mail_with_the_link(ticket, ann):
    handover = offered(ticket, ann, "friend@example.com")

    mail = Mail.objects.get(kind="ticket-offered")
    assert (mail.recipient, mail.link) == ("friend@example.com", f"/tickets/accept/{handover.key}/")
    assert ann.name not in mail.text


def test_an_account_with_that_verified_mailbox_finds_the_offer(ticket, ann, dan, client):
    EmailAddress.objects.create(user=dan, email=dan.email, verified=True)
    handover = offered(ticket, ann)
    client.force_login(dan)

    assert f"/tickets/accept/{handover.key}/" in client.get("/tickets/").content.decode()
    assert Mail.objects.get(kind="ticket-offered").user == dan


def test_one_without_a_verified_mailbox_does_not(ticket, ann, dan, client):
    handover = offered(ticket, ann)
    client.force_login(dan)

    assert handover.key not in client.get("/tickets/").content.decode()


def test_the_holder_is_notified_when_others_void_the_ticket(ticket, ann, dan):
    new = accept(offered(ticket, ann), by=dan, now=NOW())

    void([new], VoidReason.CANCELLED, now=NOW())

    mail = Mail.objects.get(kind="ticket-void")
    assert (mail.user, mail.link) == (dan, f"/tickets/{new.code}/")


def test_tickets_void_at_once_are_one_mail(seated, ann):
    tickets = sell_tickets(seated, ann, 3)

    void(tickets, VoidReason.REFUNDED, now=NOW())

    assert Mail.objects.filter(kind="ticket-void").count() == 1


@pytest.mark.parametrize("reason", [VoidReason.HANDED_OVER, VoidReason.GIVEN_BACK])
def test_ones_own_steps_are_no_such_news(ticket, reason):
    void([ticket], reason, now=NOW())

    assert not Mail.objects.filter(kind="ticket-void").exists()


def test_a_name_is_asked_from_the_receiver(ticket, ann, dan, client):
    type(ticket.event).objects.filter(pk=ticket.event_id).update(asks_names=True)
    page = f"/tickets/accept/{offered(ticket, ann).key}/"
    client.force_login(dan)

    assert client.post(page, {"name": " "}).status_code == 422
    client.post(page, {"name": "Dan D."})

    assert Ticket.objects.get(replaces=ticket).holder_name == "Dan D."


def test_offers_by_the_hundred_are_refused(ticket, ann, client):
    client.force_login(ann)
    page = f"/tickets/{ticket.code}/hand-over/"

    statuses = {client.post(page, {"email": "x"}).status_code for _each in range(25)}

    assert statuses == {422, 429}


def test_a_guest_hands_over_by_the_orders_key(seated, ann, dan):
    ticket = guests_ticket(seated, ann)

    new = accept(offered(ticket, Guest("secret")), by=dan, now=NOW())

    assert new.holder == dan
    assert not Ticket.objects.held_with("secret").admitting().exists()


def test_a_name_can_be_changed_three_times_until_the_doors_open(ticket, ann, dan):
    type(ticket.event).objects.filter(pk=ticket.event_id).update(asks_names=True)
    ticket = Ticket.objects.get(pk=ticket.pk)
    early, late = NOW(), ticket.date.begins_at + timedelta(seconds=1)

    with pytest.raises(MoveRefused):
        move(ticket, "rename", by=dan, name="Dan", now=early)
    with pytest.raises(MoveRefused, match="doors"):
        move(ticket, "rename", by=ann, name="Ann", now=late)
    for name in ("A", "B", "C"):
        move(ticket, "rename", by=ann, name=name, note=name, now=early)
    with pytest.raises(MoveRefused, match="3 times"):
        move(ticket, "rename", by=ann, name="D", now=early)

    ticket.refresh_from_db()
    assert ticket.holder_name == "C"
    assert [step.note for step in ticket.history.filter(verb="rename")] == ["A", "B", "C"]


def test_without_names_none_is_changed(ticket, ann):
    with pytest.raises(MoveRefused, match="no names"):
        move(ticket, "rename", by=ann, name="Ann")


def test_with_the_account_goes_what_tickets_say_of_their_receiver(ticket, ann, dan):
    new = accept(offered(ticket, ann), by=dan, now=NOW(), name="Dan")

    delete_account(dan, NOW() + timedelta(days=31))  # the date is over

    new.refresh_from_db()
    assert (new.status, new.holder_name, new.holder_email) == (VALID, "", "")
    assert not Handover.objects.exclude(email="").exists()
    assert not TicketMove.objects.filter(note__contains="dan@").exists()
